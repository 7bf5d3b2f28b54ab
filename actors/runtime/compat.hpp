#pragma once

#include <caf/actor_cast.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>

#include <chrono>
#include <utility>

/// The few calls whose spelling depends on CAF's version (here 0.17.6).
namespace loadex::actors {

/// A handle that keeps no actor alive. Handles point down, from who started an actor to that actor; those that point up
/// are weak, so that no circle of actors holds itself.
template <class Handle>
class weak_handle {
public:
  weak_handle() = default;
  explicit weak_handle(const Handle& to)
      : to_(caf::actor_cast<caf::weak_actor_ptr>(to)) {}

  /// The actor, or a null handle if it is gone.
  Handle lock() const { return caf::actor_cast<Handle>(to_); }

private:
  caf::weak_actor_ptr to_;
};

/// Sends `message`, to be handled on one of CAF's own threads and not on the caller's: control work stays off the
/// workers. Any thread; a null handle or an actor that has ended takes nothing.
template <class Handle, class Message>
void tell(const Handle& to, Message message) {
  caf::anon_send(to, std::move(message));
}

/// The same after `delay`, which cannot be cancelled.
template <class Handle, class Message>
void tell_later(const Handle& to, std::chrono::microseconds delay, Message message) {
  caf::delayed_anon_send(to, delay, std::move(message));
}

/// Ends an actor once it has handled what it was sent before.
template <class Handle>
void end_actor(const Handle& who) {
  // `normal` would be ignored by the default exit handler
  caf::anon_send_exit(who, caf::exit_reason::user_shutdown);
}

} // namespace loadex::actors
