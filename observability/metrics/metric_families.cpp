#include "observability/metrics/metric_families.hpp"

#include "base/enumerators.hpp"

#include <algorithm>

namespace loadex::observability {

namespace {

using enum metric_type;

constexpr std::array table{
    family_row{family::requests, "golb_requests_total", counter, "method status backend",
               "Client requests, counted at their end; backend is who answered."},
    family_row{family::durations, "golb_request_duration_seconds", histogram, "method status backend",
               "From the request's head being read to its last byte sent."},
    family_row{family::route_requests, "golb_route_requests_total", counter, "method status route",
               "The same of the routes that have a name."},
    family_row{family::failures, "golb_failures_total", counter, "backend reason pool",
               "What failed, by reason: attempts at a backend, and requests refused; pool and backend are those that "
               "the request was with."},
    family_row{family::retries, "golb_retries_total", counter, "reason pool",
               "Attempts repeated, by the reason the one before failed."},
    family_row{family::retries_refused, "golb_retries_refused_total", counter, "reason pool",
               "Failed attempts that were not repeated, by the reason why not."},
    family_row{family::retry_budget, "golb_retry_budget_tokens", gauge, "pool",
               "Second and later failovers that the retry budget has room for, at most a second ago."},
    family_row{family::backend_up, "golb_backend_up", gauge, "backend pool", "1 if the backend is healthy."},
    family_row{family::backend_state, "golb_backend_state", gauge, "backend state pool",
               "1 for the state that the backend is in."},
    family_row{family::backend_circuit, "golb_backend_circuit", gauge, "backend state pool",
               "1 for the state that the backend's circuit is in."},
    family_row{family::backend_weight, "golb_backend_weight", gauge, "backend pool", "Weight in force."},
    family_row{family::backend_share, "golb_backend_share", gauge, "backend pool",
               "Part of the pool's requests that is due to the backend by its weight, 0 to 1."},
    family_row{family::backend_in_flight, "golb_backend_in_flight", gauge, "backend pool",
               "Requests that are with the backend now."},
    family_row{family::backend_queue, "golb_backend_queue", gauge, "backend pool",
               "Requests that wait for a place at the backend now."},
    family_row{family::backend_connect, "golb_backend_connect_duration_seconds", histogram, "backend pool",
               "Until a connection for a request was open; of those that were opened."},
    family_row{family::backend_first_byte, "golb_backend_first_byte_duration_seconds", histogram, "backend pool",
               "From the begin of an attempt, the connect included if it needed one, until the head of the answer was "
               "whole."},
    family_row{family::backend_duration, "golb_backend_duration_seconds", histogram, "backend pool",
               "As golb_request_duration_seconds, of the requests that the backend answered in that pool."},
    family_row{family::backend_opened, "golb_backend_connections_opened_total", counter, "backend pool",
               "Connections opened for requests."},
    family_row{family::backend_reused, "golb_backend_connections_reused_total", counter, "backend pool",
               "Attempts that took a connection that was kept."},
    family_row{family::backend_idle, "golb_backend_connections_idle", gauge, "backend pool",
               "Connections that are kept for whoever comes next."},
    family_row{family::backend_received, "golb_backend_received_bytes_total", counter, "backend pool",
               "Bytes from the backend, counted when the attempt has ended; those of probes are not."},
    family_row{family::backend_sent, "golb_backend_sent_bytes_total", counter, "backend pool",
               "Bytes to the backend, likewise."},
    family_row{family::backend_retries, "golb_backend_retries_total", counter, "backend pool",
               "Attempts at the backend that were repeated, there or elsewhere."},
    family_row{family::backend_ejections, "golb_backend_ejections_total", counter, "backend pool",
               "Times that the backend was ejected for failing over and over."},
    family_row{family::health_checks, "golb_health_checks_total", counter, "backend result pool",
               "Probes, by result: ok, or the reason why not."},
    family_row{family::health_check_durations, "golb_health_check_duration_seconds", histogram, "backend pool",
               "From the begin of a probe until its result is known."},
    family_row{family::pool_events, "golb_pool_events_total", counter, "event pool",
               "Changes of the pool, by what happened."},
    family_row{family::listener_connections, "golb_listener_connections", gauge, "listener",
               "Connections of clients that are open."},
    family_row{family::listener_requests, "golb_listener_requests_total", counter, "listener",
               "Requests whose head has been understood, those to Loadex's own addresses included."},
    family_row{family::listener_unrouted, "golb_listener_unrouted_total", counter, "listener",
               "Those of them that no route takes, where the listener has nothing for these."},
    family_row{family::route_hits, "golb_route_hits_total", counter, "listener route",
               "Requests that a route takes, counted when it does."},
    family_row{family::certificate_expiry, "golb_certificate_expiry_seconds", gauge, "listener certificate",
               "When the certificate of that file expires, in Unix time."},
    family_row{family::config_reloads, "golb_config_reloads_total", counter, "result",
               "Times that the configuration was read again, by result: adopted, or refused for its mistakes."},
    family_row{family::config_since, "golb_config_since_seconds", gauge, "id",
               "When the configuration that holds was read, in Unix time; equal ones have an equal id."},
    family_row{family::access_lines, "golb_access_log_lines_total", counter, "result",
               "Lines of the access log, by result: written, or dropped."},
    family_row{family::workers, "golb_workers", gauge, "io",
               "Threads that carry traffic, by what carries their bytes: ring (io_uring), or poll (epoll)."},
    family_row{family::build_info, "golb_build_info", gauge, "version", "The running version."},
    family_row{family::process_cpu, "process_cpu_seconds_total", counter, "", "User and system CPU time spent."},
    family_row{family::process_memory, "process_resident_memory_bytes", gauge, "", "Resident memory."},
    family_row{family::process_descriptors, "process_open_fds", gauge, "", "Open file descriptors."},
    family_row{family::process_descriptor_limit, "process_max_fds", gauge, "",
               "Most file descriptors that may be open."},
    family_row{family::process_start, "process_start_time_seconds", gauge, "", "Start of the process, in Unix time."},
};

static_assert(base::is_complete<family>(table, &family_row::value));
static_assert(std::ranges::all_of(table,
                                  [](const family_row& row) {
                                    return (row.type == counter) == row.name.ends_with("_total");
                                  }),
              "OpenMetrics asks for it");

} // namespace

std::string_view to_string(metric_type type) noexcept {
  switch (type) {
  case counter:
    return "counter";
  case gauge:
    return "gauge";
  case histogram:
    return "histogram";
  }
  return "";
}

std::span<const family_row> family_table() noexcept {
  return table;
}

const family_row& describe(family what) noexcept {
  return table[static_cast<std::size_t>(what)];
}

} // namespace loadex::observability
