#pragma once

#include "net/http/head.hpp"
#include "net/http1/head_reader.hpp"

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>

namespace loadex::net::http1 {

/// Reads the head of a response, and the interim ones before it, in a buffer of the caller's that is as large as a head
/// may be. It never waits: its caller reads into `space()`, says with `take()` how much has come, and goes on while
/// more is needed.
///
///     auto reading = reader.take(n);
///     while (reader.at_interim(reading))
///       reading = reader.pass_interim(); // having seen `head`
///
/// The caller keeps the buffer, the limits and the head.
class response_reader {
public:
  response_reader(std::span<char> buffer, const head_limits& limits, http::response_head& head) noexcept
      : buffer_(buffer)
      , limits_(limits)
      , head_(head) {}

  /// Where the next bytes go. Never empty while more is needed.
  std::span<char> space() const noexcept { return buffer_.subspan(filled_); }

  /// `bytes` more have come. How far this has brought the head.
  head_result take(std::size_t bytes) {
    filled_ += bytes;
    return read_response_head({buffer_.data(), filled_}, limits_, scanned_, head_);
  }

  /// Whether the head is complete but interim (1xx): the answer is still to come. A 101 is an answer.
  bool at_interim(const head_result& reading) const noexcept {
    return reading.state == head_result::progress::complete && head_.status < 200 && head_.status != 101;
  }

  /// Leaves an interim head behind, with all slices of it. How far the next one is.
  head_result pass_interim() {
    filled_ -= head_.size;
    std::memmove(buffer_.data(), buffer_.data() + head_.size, filled_);
    scanned_ = 0;
    return take(0);
  }

  /// What has come behind a complete head.
  std::string_view behind() const noexcept { return {buffer_.data() + head_.size, filled_ - head_.size}; }

private:
  const std::span<char> buffer_;
  const head_limits& limits_;
  http::response_head& head_;
  std::size_t filled_ = 0;
  std::size_t scanned_ = 0; // as read_response_head() wants it
};

} // namespace loadex::net::http1
