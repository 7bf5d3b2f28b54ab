#pragma once

#include "config/settings.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace loadex::actors::health {

/// Gives a backend that came back its weight little by little, so that it is not trampled.
class slow_start {
public:
  using time = std::chrono::steady_clock::time_point;

  slow_start() = default;
  slow_start(std::chrono::milliseconds length, config::ramp_curve curve)
      : length_(length)
      , curve_(curve) {}

  /// Goes by others. A slow start under way began when it did; none begins.
  void adopt(std::chrono::milliseconds length, config::ramp_curve curve, time now) noexcept;

  void begin(time now) { began_ = now; }

  /// When the one under way has begun; none if there is none.
  std::optional<time> since(time now) const noexcept { return share(now) < 1 ? std::optional(began_) : std::nullopt; }

  /// From now on the weight is whole.
  void end() { began_ = time::min(); }

  /// The part of the weight that counts: 0.05 to 1.
  double share(time now) const noexcept;

  /// How long until the share is worth looking at again.
  std::chrono::milliseconds step() const noexcept { return std::max(length_ / 20, std::chrono::milliseconds(10)); }

private:
  std::chrono::milliseconds length_{0};
  config::ramp_curve curve_{};
  time began_ = time::min();
};

} // namespace loadex::actors::health
