#pragma once

#include "observability/event_ring.hpp"
#include "observability/request_metrics.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace loadex::observability {

/// One backend at the moment of a scrape.
struct backend_gauges {
  std::string backend;
  bool up = false;
  std::int64_t in_flight = 0; // requests that are with it now
};

/// Every metric family in Prometheus' text format. Takes a while with many backends: not on a worker.
std::string metrics_page(const request_metrics& requests, const std::vector<backend_gauges>& backends,
                         const event_counters& events);

} // namespace loadex::observability
