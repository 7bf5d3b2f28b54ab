#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

namespace loadex::actors::balancing {

/// What a backend actor publishes of its backend between pool views: written by that actor alone, read by anyone.
struct vitals {
  /// Requests that are with the backend now, from all workers.
  std::atomic<std::int32_t> in_flight{0};

  /// How slow it has been lately, as latency_estimate::level() has it.
  std::atomic<double> latency_level{-std::numeric_limits<double>::infinity()};
};

} // namespace loadex::actors::balancing
