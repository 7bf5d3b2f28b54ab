#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace loadex::cli {

/// One event of a stream.
struct stream_event {
  std::string type{}; // `message` if the stream does not say
  std::string id{};   // the last that the stream has said
  std::string data{}; // its lines
};

/// Reads an event stream (Server-Sent Events, WHATWG HTML section 9.2) that comes in pieces of any size.
class event_stream {
public:
  /// Bytes of a line, and of an event's data; what goes beyond is dropped: the other side may never end either.
  static constexpr std::size_t most = 1 << 20;

  explicit event_stream(std::function<void(const stream_event&)> on_event);

  void take(std::string_view piece);

private:
  void take_line(std::string_view line);
  void end_event();

  std::function<void(const stream_event&)> on_event_;
  std::string line_; // as far as it has come
  bool after_cr_ = false;
  bool has_data_ = false;
  stream_event event_; // likewise
};

} // namespace loadex::cli
