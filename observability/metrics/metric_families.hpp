#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace loadex::observability {

/// What is counted. Each has its name, help and labels in one table.
enum class family : std::uint8_t {
  requests,
  durations,
  route_requests,
  failures,
  retries,
  retries_refused,
  retry_budget,
  backend_up,
  backend_state,
  backend_circuit,
  backend_weight,
  backend_share,
  backend_in_flight,
  backend_queue,
  backend_connect,
  backend_first_byte,
  backend_duration,
  backend_opened,
  backend_reused,
  backend_idle,
  backend_received,
  backend_sent,
  backend_retries,
  backend_ejections,
  health_checks,
  health_check_durations,
  pool_events,
  listener_connections,
  listener_requests,
  listener_unrouted,
  route_hits,
  certificate_expiry,
  config_reloads,
  config_since,
  access_lines,
  workers,
  build_info,
  process_cpu,
  process_memory,
  process_descriptors,
  process_descriptor_limit,
  process_start,
};

enum class metric_type : std::uint8_t { counter, gauge, histogram };

/// Its word in an exposition.
std::string_view to_string(metric_type type) noexcept;

/// What the label `method` can be; the last stands for all others.
inline constexpr std::array<std::string_view, 10> method_labels{"GET",     "HEAD",  "POST",  "PUT",     "DELETE",
                                                                "OPTIONS", "PATCH", "TRACE", "CONNECT", "OTHER"};

struct family_row {
  family value;
  std::string_view name;
  metric_type type;
  std::string_view labels; // in their order, apart by a space
  std::string_view help;
};

/// Every family, in the order of the page.
std::span<const family_row> family_table() noexcept;

const family_row& describe(family what) noexcept;

} // namespace loadex::observability
