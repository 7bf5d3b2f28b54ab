#include "actors/runtime/worker_mailroom.hpp"

#include <caf/resumable.hpp>

namespace loadex::actors {

namespace {

/// Messages an actor may handle in one turn, so that a busy one does not keep the worker from its sockets.
constexpr std::size_t messages_per_turn = 256;

} // namespace

worker_mailroom::run_queue::run_queue(caf::actor_system& system, later drain_later)
    : execution_unit(&system)
    , drain_later_(std::move(drain_later)) {}

worker_mailroom::run_queue::~run_queue() {
  while (!unfinished_.empty())
    drain_unfinished();
}

/// Has an idle receiver handle the message here and now; false if it is not idle, or this is a handler. Meanwhile the
/// receiver is ours alone, as if we had been given it to run: others find its mailbox empty, and nobody waiting at it.
bool worker_mailroom::run_queue::handle(caf::scheduled_actor& receiver, caf::mailbox_element& message) noexcept {
  if (draining_ || !receiver.mailbox().try_unblock())
    return false;
  draining_ = true;
  // As CAF does, but that it would also set the time-out of a behavior, which none of ours has.
  using outcome = caf::scheduled_actor::activation_result;
  const auto end = receiver.activate(this) ? receiver.reactivate(message) : outcome::terminated;
  if (end != outcome::terminated && !receiver.mailbox().try_block()) {
    caf::intrusive_ptr_add_ref(receiver.ctrl());
    jobs_.insert(jobs_.begin(), &receiver); // somebody has sent it something: it goes on with that
  }
  draining_ = false;
  if (!jobs_.empty())
    drain();
  return true;
}

void worker_mailroom::run_queue::drain() noexcept {
  if (draining_)
    return; // the outer drain gets to it
  draining_ = true;
  const bool later_is_asked = !unfinished_.empty();
  for (std::size_t next = 0; next < jobs_.size(); ++next) // a job may add others
    run(jobs_[next]);
  jobs_.clear();
  draining_ = false;
  if (!later_is_asked && !unfinished_.empty())
    drain_later_();
}

void worker_mailroom::run_queue::drain_unfinished() noexcept {
  jobs_.insert(jobs_.end(), unfinished_.begin(), unfinished_.end());
  unfinished_.clear();
  drain();
}

void worker_mailroom::run_queue::run(caf::resumable* job) {
  switch (job->resume(this, messages_per_turn)) {
  case caf::resumable::resume_later:
    unfinished_.push_back(job);
    break;
  case caf::resumable::done:
  case caf::resumable::awaiting_message:
    caf::intrusive_ptr_release(job);
    break;
  case caf::resumable::shutdown_execution_unit: // only a scheduler's own helper says so, and it is never sent here
    break;
  }
}

} // namespace loadex::actors
