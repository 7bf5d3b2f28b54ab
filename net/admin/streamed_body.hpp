#pragma once

#include "net/io/types.hpp"

#include <optional>
#include <string>

namespace loadex::net::admin {

/// The body of an answer that is made while it is being sent: an event stream. Used on its connection's thread alone.
class streamed_body {
public:
  virtual ~streamed_body() = default;

  /// The next piece; nothing once it has ended.
  virtual awaitable<std::optional<std::string>> next() = 0;

  /// Ends it: its client has left, or Loadex stops. A next() that waits gives nothing, and so does every later one.
  virtual void end() = 0;

  /// Whether it ends by itself: then a client that has ended its side gets all of it, as it does other answers.
  virtual bool has_end() const { return false; }
};

} // namespace loadex::net::admin
