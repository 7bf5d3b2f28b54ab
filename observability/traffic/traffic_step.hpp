#pragma once

#include "observability/traffic/duration_histogram.hpp"

#include <cstdint>
#include <optional>

namespace loadex::observability {

/// The 50th, 95th and 99th percentile of durations, as buckets of duration_histogram.
struct percentiles {
  std::uint8_t p50 = 0;
  std::uint8_t p95 = 0;
  std::uint8_t p99 = 0;

  bool operator==(const percentiles&) const = default;
};

/// Of what was counted between `before` and `now`; none if that is nothing.
std::optional<percentiles> percentiles_between(const duration_histogram::counts& before,
                                               const duration_histogram::counts& now);

/// What has been counted between the two.
std::uint32_t count_between(const duration_histogram::counts& before, const duration_histogram::counts& now);

/// What there was in a span of time, and at its end.
struct traffic_step {
  std::uint32_t requests = 0; // that have ended
  std::uint32_t errors = 0;
  std::uint32_t in_flight = 0; // at its end
  percentiles took{};          // if there was a request

  /// As one step with that which follows it. The percentiles are the higher ones: no true one is above them.
  void append(const traffic_step& next);
};

} // namespace loadex::observability
