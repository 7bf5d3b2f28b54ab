#pragma once

#include <caf/abstract_actor.hpp>
#include <caf/actor_cast.hpp>
#include <caf/execution_unit.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/scheduled_actor.hpp>

#include <functional>
#include <utility>
#include <vector>

namespace loadex::actors {

/// Sends messages to actors that are then run on this worker's own thread, at once: no thread is woken, no lock taken.
/// Confined to the thread of its worker. Must outlive every actor that it can still wake, and not the actor system.
class worker_mailroom {
public:
  /// Asks the worker to call drain() from a fresh handler: an actor has more to do than one turn allows.
  using later = std::function<void()>;

  worker_mailroom(caf::actor_system& system, later drain_later)
      : unit_(system, std::move(drain_later)) {}

  /// Delivers `message` to an event-based actor and runs whatever became runnable. To an actor that only this worker
  /// sends to, the handler has finished when this returns, unless called from inside a handler. One that is idle gets
  /// it past its mailbox: no memory is asked for, and its turn costs less.
  template <class Handle, class Message>
  void send(const Handle& to, Message message) {
    auto* receiver = static_cast<caf::scheduled_actor*>(caf::actor_cast<caf::abstract_actor*>(to));
    caf::mailbox_element_view<Message> as_is(nullptr, caf::make_message_id(), {}, message);
    if (unit_.handle(*receiver, as_is))
      return;
    drain_on_exit at_end{unit_};
    receiver->enqueue(caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, std::move(message)), &unit_);
  }

  /// Runs what earlier drains left over, each actor for one turn.
  void drain() { unit_.drain_unfinished(); }

private:
  class run_queue final : public caf::execution_unit {
  public:
    run_queue(caf::actor_system& system, later drain_later);
    run_queue(const run_queue&) = delete;
    run_queue& operator=(const run_queue&) = delete;
    ~run_queue() override;

    void exec_later(caf::resumable* job) override { jobs_.push_back(job); }
    bool handle(caf::scheduled_actor& receiver, caf::mailbox_element& message) noexcept;
    void drain() noexcept;
    void drain_unfinished() noexcept;

  private:
    void run(caf::resumable* job);

    later drain_later_;
    std::vector<caf::resumable*> jobs_;       // each with the reference that exec_later was given
    std::vector<caf::resumable*> unfinished_; // likewise: they had their turn and want another
    bool draining_ = false;
  };

  /// Nothing, an exception included, may come between enqueue and drain: an actor queued on a unit that is never
  /// drained is dead for everyone, and the actor system waits for it for ever.
  struct drain_on_exit {
    run_queue& unit;
    ~drain_on_exit() { unit.drain(); }
  };

  run_queue unit_;
};

} // namespace loadex::actors
