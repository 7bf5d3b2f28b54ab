#pragma once

#include "net/io/types.hpp"

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <functional>

namespace loadex::net::io {

/// Stands behind every wait on a socket: acts once a deadline has passed.
///
/// Deadlines move with every request, timers are dear: moving one later only stores it, and the timer finds out when it
/// fires. Confined to its thread.
class deadline {
public:
  explicit deadline(const executor& on);
  deadline(const deadline&) = delete;
  deadline& operator=(const deadline&) = delete;
  ~deadline();

  /// From now on: call `action` once `then` has passed. Replaces the deadline and action before. The action must
  /// only cancel or close; whoever waits goes on from there and finds expired() true.
  void guard(steady_clock::time_point then, std::function<void()> action);

  /// Moves the deadline, the action stays.
  void extend(steady_clock::time_point then);

  /// No deadline until the next guard().
  void rest();

  /// Whether the action of the latest guard() has been called.
  bool expired() const noexcept;

private:
  struct state;
  boost::intrusive_ptr<state> state_;
};

} // namespace loadex::net::io
