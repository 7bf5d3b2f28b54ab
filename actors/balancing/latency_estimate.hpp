#pragma once

#include <chrono>
#include <limits>
#include <optional>

namespace loadex::actors::balancing {

/// How slow a backend is: a moving average that forgets with time, but believes a worse latency at once.
///
/// Peak EWMA: an average whose weights decay exponentially with their age; a sample above it replaces it. Without
/// samples it decays to nothing, so that a backend that was slow is tried again.
class latency_estimate {
public:
  using time_point = std::chrono::steady_clock::time_point;
  using seconds = std::chrono::duration<double>;

  latency_estimate() = default;

  /// `decay`: the age at which a sample counts 1/e.
  explicit latency_estimate(seconds decay)
      : decay_(decay) {}

  /// Forgets at another pace from now on.
  void adopt(seconds decay, time_point now);

  /// Counts samples taken together at `now`: the longest and the mean of them.
  void observe(seconds longest, seconds mean, time_point now);

  /// The logarithm of the estimate as it would be at the clock's beginning. As all estimates decay alike, those of two
  /// backends compare as their levels do, at any time. Minus infinity before the first sample.
  double level() const noexcept { return level_; }

  /// The estimate that `level` stands for at `now`.
  static std::optional<seconds> at(time_point now, double level, seconds decay);

private:
  seconds decay_{10};
  double level_ = -std::numeric_limits<double>::infinity();
  time_point last_{};
};

} // namespace loadex::actors::balancing
