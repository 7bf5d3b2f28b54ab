#include "observability/metric_families.hpp"

#include "base/enumerators.hpp"

#include <array>
#include <string>

namespace loadex::observability {

namespace {

using enum prometheus::MetricType;

constexpr std::array table{
    family_row{family::requests, "golb_requests_total", Counter, "method status backend",
               "Client requests, counted at their end; backend is who answered."},
    family_row{family::durations, "golb_request_duration_seconds", Histogram, "method status backend",
               "From the request's head being read to its last byte sent."},
    family_row{family::route_requests, "golb_route_requests_total", Counter, "method status route",
               "The same of the routes that have a name."},
    family_row{family::failures, "golb_failures_total", Counter, "backend reason pool",
               "What failed, by reason: attempts at a backend, and requests refused; pool and backend are those that "
               "the request was with."},
    family_row{family::retries, "golb_retries_total", Counter, "reason pool",
               "Attempts repeated, by the reason the one before failed."},
    family_row{family::retries_refused, "golb_retries_refused_total", Counter, "reason pool",
               "Failed attempts that were not repeated, by the reason why not."},
    family_row{family::backend_up, "golb_backend_up", Gauge, "backend pool", "1 if the backend is healthy."},
    family_row{family::backend_state, "golb_backend_state", Gauge, "backend state pool",
               "1 for the state that the backend is in."},
    family_row{family::backend_in_flight, "golb_backend_in_flight", Gauge, "backend pool",
               "Requests that are with the backend now."},
    family_row{family::backend_queue, "golb_backend_queue", Gauge, "backend pool",
               "Requests that wait for a place at the backend now."},
    family_row{family::backend_ejections, "golb_backend_ejections_total", Counter, "backend pool",
               "Times that the backend was ejected for failing over and over."},
    family_row{family::health_checks, "golb_health_checks_total", Counter, "backend result pool",
               "Probes, by result: ok, or the reason why not."},
    family_row{family::pool_events, "golb_pool_events_total", Counter, "event pool",
               "Changes of the pool, by what happened."},
    family_row{family::config_reloads, "golb_config_reloads_total", Counter, "result",
               "Times that the configuration was read again, by result: adopted, or refused for its mistakes."},
    family_row{family::config_since, "golb_config_since_seconds", Gauge, "id",
               "When the configuration that holds was read, in Unix time; equal ones have an equal id."},
    family_row{family::access_lines, "golb_access_log_lines_total", Counter, "result",
               "Lines of the access log, by result: written, or dropped."},
    family_row{family::build_info, "golb_build_info", Gauge, "version", "The running version."},
    family_row{family::process_cpu, "process_cpu_seconds_total", Counter, "", "User and system CPU time spent."},
    family_row{family::process_memory, "process_resident_memory_bytes", Gauge, "", "Resident memory."},
    family_row{family::process_descriptors, "process_open_fds", Gauge, "", "Open file descriptors."},
    family_row{family::process_descriptor_limit, "process_max_fds", Gauge, "",
               "Most file descriptors that may be open."},
    family_row{family::process_start, "process_start_time_seconds", Gauge, "", "Start of the process, in Unix time."},
};

static_assert(base::is_complete<family>(table, &family_row::value));

} // namespace

std::span<const family_row> family_table() noexcept {
  return table;
}

prometheus::MetricFamily start(family what) {
  const auto& row = table[static_cast<std::size_t>(what)];
  return {std::string(row.name), std::string(row.help), row.type, {}};
}

} // namespace loadex::observability
