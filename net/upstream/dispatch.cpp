#include "net/upstream/dispatch.hpp"

#include "net/upstream/fault.hpp"

#include <utility>

namespace loadex::net::upstream {

using actors::place;
using base::reason;
using trial = actors::trial_result::outcome;

namespace {

constexpr unsigned most_overtaken = 4;

} // namespace

bool dispatch::begin() {
  target_ = bound_.backend(by_);
  if (!target_)
    target_ = pick();
  return target_ != nullptr;
}

target_ptr dispatch::pick() const {
  return by_.pick({whom_.key(by_.algorithm()), affinity_, {excluded_.data(), excluded_count_}, whom_.is_repeatable()});
}

bool dispatch::move_on() {
  auto next = excluded_count_ < excluded_.size() ? pick() : nullptr; // else it might be one that has failed already
  if (!next)
    return false;
  target_ = std::move(next);
  return true;
}

bool dispatch::note_failure() {
  if (excluded_count_ > 0 && excluded_[excluded_count_ - 1] == target_->backend().id)
    return false;
  exclude_target();
  ++backends_tried_;
  return true;
}

void dispatch::exclude_target() {
  if (excluded_count_ < excluded_.size())
    excluded_[excluded_count_++] = target_->backend().id;
}

awaitable<reason> dispatch::gain_place(io::deadline& deadline, steady_clock::time_point until) {
  const auto bound_to = bound_.backend(by_); // where the client is logged in
  auto why = reason::no_backend;
  unsigned overtaken = 0;
  target_ptr without_room;
  while (by_.is_gated(*target_)) {
    // Where others were quicker there may be room elsewhere: whoever is sent to the same again knows that there is
    // none.
    const bool waits = overtaken == most_overtaken || target_ == without_room || target_ == bound_to;
    admission_.emplace(by_, target_, whom_.is_repeatable());
    const auto got = co_await admission_->ask(by_.get_executor(), waits, deadline, until);
    if (got == place::granted || got == place::trial)
      co_return reason::none;
    admission_.reset();
    if (whom_.has_left())
      co_return reason::client_gone;
    if (!got)
      co_return reason::queue_timeout;
    if (got == place::queue_full)
      why = reason::queue_full;
    if (got == place::no_room) {
      ++overtaken;
      without_room = target_;
    } else {
      exclude_target();
    }
    if (!move_on())
      co_return why;
  }
  co_return reason::none;
}

void dispatch::enter() {
  lease_.emplace(by_, *target_, admission_.has_value());
}

void dispatch::leave() {
  lease_.reset();
  admission_.reset();
}

io::stream_ptr dispatch::reuse() {
  auto stream = bound_.take(*target_, by_);
  is_bound_ = stream != nullptr;
  if (!is_bound_)
    stream = target_->take_idle();
  if (stream)
    target_->shard().reused.add();
  return stream;
}

awaitable<io::connected> dispatch::connect(steady_clock::time_point until) {
  is_bound_ = false;
  auto reached = co_await by_.connect(*target_, until, connecting_);
  if (!reached.stream && !whom_.has_left() && blames_backend(reached.why)) {
    conclude_trial(trial::failed, reached.why);
    by_.failed(*target_, reached.why, true);
    by_.refresh_addresses(*target_);
  }
  co_return reached;
}

void dispatch::keep(io::stream_ptr stream, bool for_client_alone, steady_clock::time_point now) {
  if (for_client_alone)
    bound_.keep(target_, std::move(stream));
  else
    by_.put_idle(*target_, std::move(stream), now);
}

void dispatch::answered(reason fault, std::optional<steady_clock::duration> after) {
  conclude_trial(fault == reason::none ? trial::passed : trial::failed, fault);
  if (after)
    by_.timed(*target_, *after);
}

void dispatch::ended(reason fault) {
  if (fault == reason::none)
    return by_.succeeded(*target_);
  if (!blames_backend(fault))
    return;
  conclude_trial(trial::failed, fault);
  by_.failed(*target_, fault, false);
}

void dispatch::conclude_trial(trial how, reason why) {
  if (admission_)
    admission_->conclude({how, why});
}

void dispatch::abort() {
  connecting_.cancel();
  if (admission_)
    admission_->give_up();
}

} // namespace loadex::net::upstream
