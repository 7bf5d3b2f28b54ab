#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

namespace loadex::actors::balancing {

/// What a backend actor publishes of its backend between pool views: written by that actor alone, read by anyone.
struct live_load {
  /// Requests that are with the backend now, from all workers.
  std::atomic<std::int32_t> in_flight{0};

  /// The part of its weight that counts now, if its candidate is eased: above 0, up to 1.
  std::atomic<float> share{1};

  /// How slow it has been lately, as latency_estimate::level() has it.
  std::atomic<double> latency_level{-std::numeric_limits<double>::infinity()};
};

} // namespace loadex::actors::balancing
