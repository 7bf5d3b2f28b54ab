#pragma once

#include <prometheus/metric_family.h>

#include <array>
#include <span>
#include <string_view>

namespace loadex::observability {

/// What is counted. Each has its name, help and labels in one table.
enum class family {
  requests,
  durations,
  route_requests,
  failures,
  retries,
  retries_refused,
  backend_up,
  backend_state,
  backend_in_flight,
  backend_queue,
  backend_ejections,
  health_checks,
  pool_events,
  config_reloads,
  config_since,
  access_lines,
  build_info,
  process_cpu,
  process_memory,
  process_descriptors,
  process_descriptor_limit,
  process_start,
};

/// What the label `method` can be; the last stands for all others.
inline constexpr std::array<std::string_view, 10> method_labels{"GET",     "HEAD",  "POST",  "PUT",     "DELETE",
                                                                "OPTIONS", "PATCH", "TRACE", "CONNECT", "OTHER"};

struct family_row {
  family value;
  std::string_view name;
  prometheus::MetricType type; // a counter, a gauge or a histogram
  std::string_view labels;     // in their order, apart by a space
  std::string_view help;
};

/// Every family, in the order of the page.
std::span<const family_row> family_table() noexcept;

/// A family without metrics yet.
prometheus::MetricFamily start(family what);

} // namespace loadex::observability
