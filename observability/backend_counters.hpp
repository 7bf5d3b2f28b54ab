#pragma once

#include "observability/counters.hpp"
#include "observability/metrics/duration_counters.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace loadex::observability {

/// What a backend actor counts for the metrics: written by that actor alone, read by any thread.
struct backend_counters {
  void count_check(base::reason why, std::chrono::nanoseconds took) noexcept {
    checks.add(why);
    check_durations.add(place_among(probe_bounds, took), took);
  }

  reason_counters checks; // probes, by what was wrong: base::reason::none if nothing was
  duration_counters<probe_bounds.size()> check_durations;
  single_writer_counter ejections;
  std::atomic<std::uint64_t> queued{0}; // requests that wait for a place now
  std::atomic<std::size_t> circuit{0};  // as a number that its actor knows
};

} // namespace loadex::observability
