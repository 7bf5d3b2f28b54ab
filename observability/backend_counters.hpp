#pragma once

#include "observability/request_metrics.hpp"

#include <atomic>
#include <cstdint>

namespace loadex::observability {

/// What a backend actor counts for the metrics: written by that actor alone, read by any thread.
struct backend_counters {
  reason_counters checks; // probes, by what was wrong: base::reason::none if nothing was
  single_writer_counter ejections;
  std::atomic<std::uint64_t> queued{0}; // requests that wait for a place now
};

} // namespace loadex::observability
