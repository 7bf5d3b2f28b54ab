#pragma once

#include "observability/access_log.hpp"
#include "observability/backend_counters.hpp"
#include "observability/event_recorder.hpp"
#include "observability/reload_counters.hpp"
#include "observability/request_metrics.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::observability {

/// One backend at the moment of a scrape.
struct backend_gauges {
  std::string_view pool;
  std::string backend;
  std::string_view state;     // one of `states`
  std::int64_t in_flight = 0; // requests that are with it now
  const backend_counters* counted = nullptr;
};

/// What has happened in one pool.
struct pool_counts {
  std::string_view pool;
  const event_counters* events = nullptr;
};

/// Every metric family in Prometheus' text format. `states`: all that a backend can be in, `healthy` among them. Takes
/// a while with many backends: not on a worker.
std::string metrics_page(const request_metrics& requests, const std::vector<backend_gauges>& backends,
                         const std::vector<std::string_view>& states, const std::vector<pool_counts>& pools,
                         const reload_counters& reloads, const access_log& access);

} // namespace loadex::observability
