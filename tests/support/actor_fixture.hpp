#pragma once

#include "actors/runtime/compat.hpp"

#include <caf/actor_registry.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

namespace loadex::tests {

/// An actor system whose messages are handled only when the test says so, and whose clock stands still until then.
class actor_fixture {
public:
  actor_fixture();

  caf::actor_system& system() noexcept { return system_; }

  /// Handles messages until there are none.
  void run() { scheduler_.run(); }

  /// Sends `message` and handles everything that follows from it.
  template <class Handle, class Message>
  void send(const Handle& to, Message message) {
    actors::tell(to, std::move(message));
    run();
  }

  /// Ends `who` and handles everything that follows from it.
  template <class Handle>
  void end_actor(const Handle& who) {
    actors::end_actor(who);
    run();
  }

  /// Lets time pass, timer by timer.
  void advance(std::chrono::nanoseconds by);

  caf::actor_clock::time_point now() { return scheduler_.clock().now(); }

  /// When the next timer is due, if there is one.
  std::optional<caf::actor_clock::time_point> next_timer() {
    const auto& timers = scheduler_.clock().schedule();
    return timers.empty() ? std::nullopt : std::optional(timers.begin()->first);
  }

  /// The number of actors that have not ended.
  std::size_t actors_alive() { return system_.registry().running(); }

private:
  caf::actor_system_config config_;
  caf::actor_system system_;
  caf::scheduler::test_coordinator& scheduler_;
};

} // namespace loadex::tests
