#pragma once

#include "actors/messages/backend.hpp"
#include "net/io/deadline.hpp"
#include "net/io/types.hpp"
#include "net/upstream/dispatcher.hpp"

#include <optional>

namespace loadex::net::upstream {

/// A request's way into a gated backend: asks its actor for a place, waits for it, and tells how a trial ends.
/// Confined to the worker's thread.
class admission {
public:
  /// `repeatable`: if it fails there, the request can be sent to another backend.
  admission(dispatcher& routes, target_ptr at, bool repeatable);
  admission(const admission&) = delete;
  admission& operator=(const admission&) = delete;

  /// A trial of which nothing was told has shown nothing.
  ~admission();

  /// Asks for a place, and `waits` for it until `until`, which `deadline` watches over. Returns none if that passed, or
  /// the wait was given up.
  awaitable<std::optional<actors::place>> ask(executor on, bool waits, io::deadline& deadline,
                                              steady_clock::time_point until);

  /// Ends the wait under way, if there is one.
  void give_up();

  /// If this is the trial of a backend that was ejected: how it went. Only the first call counts.
  void conclude(actors::trial_result result);

private:
  dispatcher& routes_;
  const target_ptr at_;
  const bool repeatable_;
  bool waiting_ = false;
  bool trial_ = false; // and nothing has been told of it
};

} // namespace loadex::net::upstream
