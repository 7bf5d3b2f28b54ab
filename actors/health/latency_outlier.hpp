#pragma once

#include "config/settings.hpp"

#include <chrono>

namespace loadex::actors::health {

/// Takes weight from a backend that stays far slower than the others, and gives it back when it has caught up: half of
/// it at a time, and never so much that it cannot be seen to catch up.
class latency_outlier {
public:
  /// How often in a row a backend must be found slow before it loses weight.
  static constexpr unsigned patience = 3;

  /// Compares its 99th percentile of latency with the median of all backends' 99th percentiles.
  void compare(std::chrono::microseconds own, std::chrono::microseconds median, const config::outlier_settings& limits);

  /// The part of its weight that is left: the floor to 1.
  double share() const noexcept { return share_; }

private:
  unsigned in_a_row_ = 0;
  double share_ = 1;
};

} // namespace loadex::actors::health
