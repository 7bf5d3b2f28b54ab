#pragma once

#include <array>
#include <random>
#include <string>
#include <string_view>

namespace loadex::net::exchange {

/// Names for requests that bring none. One thread only.
class request_ids {
public:
  using id = std::array<char, 32>; // hexadecimal digits

  request_ids();

  /// 64 random bits, which tell workers and restarts apart, then a 64 bit count.
  id next() noexcept;

  /// Has `text` be the traceparent (W3C Trace Context) of a new trace, which is to be sampled: our own is its parent.
  void next_trace(std::string& text);

private:
  id latest_;
  std::mt19937_64 random_;
};

} // namespace loadex::net::exchange
