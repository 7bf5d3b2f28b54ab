#pragma once

#include "net/io/types.hpp"

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <functional>

namespace loadex::net::io {

/// Stands behind every wait on a stream: acts once its time has come. At rest until the first guard().
///
/// Deadlines move with every request, timers are dear: moving one later only stores it, and the timer finds out when it
/// fires. So it acts on time, or later by what the loop has to do just then, never before. Confined to its thread; one
/// that is destroyed does not act any more, though its timer may still be on its way.
class deadline {
public:
  explicit deadline(const executor& on);
  deadline(const deadline&) = delete;
  deadline& operator=(const deadline&) = delete;
  ~deadline();

  /// From now on: call `action` once, on the event loop, when `then` has passed. Replaces time and action before;
  /// expired() is false again. The action must only cancel, close or reset: whoever waits goes on from there and finds
  /// expired() true.
  void guard(steady_clock::time_point then, std::function<void()> action);

  /// Moves the time, later or earlier; the action stays. Nearly free when later.
  void extend(steady_clock::time_point then);

  /// Does not act until the next guard() or extend().
  void rest();

  /// Whether the action of the latest guard() has been called.
  bool expired() const noexcept;

private:
  struct state;
  boost::intrusive_ptr<state> state_;
};

} // namespace loadex::net::io
