#pragma once

#include "net/io/types.hpp"

#include <algorithm>

namespace loadex::net::upstream {

/// How many second and later failovers a worker may make: a share of its requests, and a few a second whatever the
/// load. A token bucket that starts full. (The idea is Finagle's retry budget.)
class retry_budget {
public:
  /// `percent` of requests, `minimum` a second.
  retry_budget(unsigned percent, unsigned minimum, steady_clock::time_point now)
      : filled_(now) {
    adopt(percent, minimum);
    tokens_ = most_;
  }

  /// The same from now on, with what is saved.
  void adopt(unsigned percent, unsigned minimum) noexcept {
    per_request_ = percent / 100.0;
    per_second_ = minimum;
    most_ = std::max(1.0, seconds_saved * minimum);
    tokens_ = std::min(most_, tokens_);
  }

  /// A request has come.
  void deposit() noexcept { tokens_ = std::min(most_, tokens_ + per_request_); }

  /// Whether one more retry may be made.
  bool available(steady_clock::time_point now) noexcept { return left(now) >= 1; }

  /// How many may be.
  double left(steady_clock::time_point now) noexcept {
    const std::chrono::duration<double> passed = now - filled_;
    filled_ = now;
    tokens_ = std::min(most_, tokens_ + passed.count() * per_second_);
    return tokens_;
  }

  void withdraw() noexcept { tokens_ -= 1; }

private:
  static constexpr double seconds_saved = 10; // of the minimum: how much an idle worker saves up

  double per_request_ = 0;
  double per_second_ = 0;
  double most_ = 0;
  double tokens_ = 0;
  steady_clock::time_point filled_;
};

} // namespace loadex::net::upstream
