#pragma once

#include "actors/health/failure_ratio.hpp"
#include "config/settings.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace loadex::actors::health {

/// What a stretch of traffic says of a backend.
struct traffic {
  std::uint32_t failed_connects = 0;   // refused or timed out
  std::uint32_t succeeded = 0;         // requests that ended well
  std::uint32_t failed = 0;            // requests that broke
  std::uint32_t trailing_failures = 0; // those of them since the last that ended well
};

/// Judges a backend by its traffic: a connection that could not be made is enough, requests that broke only when there
/// are many, so that one poisonous request cannot take out the pool by being retried.
class passive {
public:
  passive() = default;
  explicit passive(const config::health_settings& limits)
      : in_a_row_limit_(limits.traffic_failures)
      , lately_(limits.failure_ratio, limits.failure_window, limits.failure_minimum) {}

  /// Goes by other limits. What has been counted stays, but for the ratio's if its window is another.
  void adopt(const config::health_settings& limits);

  /// Counts a stretch of traffic. Returns why the backend should be taken out, for people; nothing if it need not.
  std::optional<std::string> observe(const traffic& seen, failure_ratio::time now);

  /// Starts counting anew.
  void reset();

private:
  unsigned in_a_row_limit_ = 5; // broken requests
  std::uint32_t in_a_row_ = 0;
  failure_ratio lately_;
};

} // namespace loadex::actors::health
