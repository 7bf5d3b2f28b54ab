#pragma once

#include "net/exchange/context.hpp"
#include "net/io/side_task.hpp"
#include "net/io/stream.hpp"
#include "net/io/types.hpp"

#include <optional>

namespace loadex::net::exchange {

/// When what has happened in an attempt.
struct timing {
  static constexpr auto never = steady_clock::time_point::max();

  steady_clock::time_point sent = never;           // the whole request had been sent
  steady_clock::time_point progress = never;       // the backend's latest; never: none is expected of it
  std::optional<steady_clock::duration> silence{}; // that the answer may keep; none before its head is whole
};

/// Forwards what is still to come of a request's body, beside its answer. Meanwhile only the body is timed. Must have
/// been joined before it is destroyed.
class upload {
public:
  /// Begins. All of these outlive it.
  upload(context& of, io::stream& backend, timing& when);

  bool ended() const noexcept { return task_.ended(); }

  /// Ends it, and with it the conversation with the backend.
  void stop();

  /// Waits for its end.
  awaitable<> join() { return task_.join(); }

  /// Whether it waits for the client, and so would notice that it leaves.
  bool is_reading() const noexcept { return waiting_; }

  /// Whether the backend has taken nothing of it for too long.
  bool has_stalled() const noexcept { return stalled_; }

private:
  awaitable<> run();
  bool lay_out(const http::body_piece& piece);
  void note_end();

  context& of_;
  io::stream& backend_;
  timing& when_;
  bool waiting_ = false; // for the client
  bool stalled_ = false;
  bool stopping_ = false;
  io::side_task task_; // the last: it uses the others
};

} // namespace loadex::net::exchange
