#pragma once

#include "base/network.hpp"
#include "config/access_field.hpp"
#include "config/algorithm.hpp"
#include "config/backend_url.hpp"
#include "config/secret.hpp"
#include "config/socket_address.hpp"
#include "config/status_range.hpp"
#include "config/tls_settings.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Everything that can be set, with its default. Units are in the types; ranges and help are in setting_table.cpp.
namespace loadex::config {

using std::chrono::milliseconds;

/// What a probe does.
enum class probe_kind {
  http, // asks for a page
  tcp,  // is content with a connection
};

/// What becomes of requests when no backend is available.
enum class all_down {
  fail,       // they are refused
  try_anyway, // they go to the backends that are in service, well or not
};

/// How the weight of a backend grows with the time since it came back.
enum class ramp_curve {
  linear,
  quadratic, // slower at first
};

struct health_settings {
  probe_kind probe = probe_kind::http;
  std::string path = "/health";
  std::string method = "GET";
  std::string host{};     // the Host header of a probe; empty: the backend's own
  std::uint16_t port = 0; // that is probed; 0: the backend's own
  std::vector<status_range> status{{200, 200}};
  std::string body{}; // that a healthy answer contains; empty: whatever
  milliseconds interval{5'000};
  milliseconds unsettled_interval{1'000}; // while the next verdict may change the state
  milliseconds timeout{2'000};
  unsigned rise = 1;                          // probes in a row that bring an unhealthy backend back
  unsigned fall = 1;                          // probes in a row that take a healthy backend out
  unsigned traffic_failures = 5;              // broken requests in a row that take a backend out
  std::vector<status_range> traffic_status{}; // of responses that count as broken requests
  unsigned failure_ratio = 0;                 // % of the requests in a window that take a backend out; 0: never
  milliseconds failure_window{10'000};
  unsigned failure_minimum = 20; // requests in the window, without which the ratio says nothing
  milliseconds slow_start{0};    // until a backend that came back has its whole weight
  ramp_curve slow_start_curve{};
  all_down when_all_down{}; // of the whole pool

  bool operator==(const health_settings&) const = default;
};

/// When a backend that keeps failing is ejected, and for how long.
struct circuit_settings {
  unsigned outages = 5;          // within the window that eject; 0: never
  milliseconds window{60'000};   // without another, an outage is forgotten, and an ejection half forgiven
  milliseconds ejection{10'000}; // the first; each later one is twice as long
  milliseconds longest_ejection{300'000};
  unsigned most_ejected = 50; // % of the backends in service, with those out for broken requests; one always stays

  bool operator==(const circuit_settings&) const = default;
};

/// When a backend that is slower than the others loses weight.
struct outlier_settings {
  unsigned factor = 0;          // times the median of all 99th percentiles; 0: never
  unsigned floor = 20;          // % of its weight that it keeps
  milliseconds interval{5'000}; // between two comparisons

  bool operator==(const outlier_settings&) const = default;
};

struct traffic_settings;

/// Settings that one backend, pool, listener or route has instead of those of all.
struct own_settings {
  std::vector<std::string> given;                   // their names, such as health.path, in order
  std::shared_ptr<const traffic_settings> values{}; // in which these count; null: there is none

  /// Whether the same settings have the same values.
  friend bool operator==(const own_settings& a, const own_settings& b);
};

struct backend_settings {
  backend_url url;
  std::uint32_t weight = 1;                  // 0 to 1000; 0: only for clients whose cookie names it
  bool backup = false;                       // gets requests only while no other backend is available
  std::optional<unsigned> max_connections{}; // instead of balancing_settings::max_connections
  own_settings health{};                     // of that section
};

/// What carries the workers' bytes.
enum class io_engine {
  automatic, // a ring where there can be one
  ring,      // io_uring
  poll,      // epoll
};

struct global_settings {
  std::uint16_t port = 8080; // 0: any free one, printed at start
  std::vector<std::string> address{"0.0.0.0", "::"};
  algorithm algo = algorithm::round_robin;
  std::vector<backend_settings> backends;
  unsigned workers = 0; // 0: one for each CPU this process may use
  io_engine io = io_engine::automatic;
  std::string handover{}; // the path of a socket, see handover::upgrader; empty: none
};

/// Parameters of the algorithms.
struct balancing_settings {
  std::string hash_header = "Host";
  std::string hash_cookie = "session";
  unsigned hash_load_bound = 0;    // % of its share that a backend may exceed it by before keys move on; 0: no bound
  milliseconds ewma_decay{10'000}; // the age at which a latency counts 1/e
  std::string sticky_cookie{};     // by which a client stays on its backend; empty: none
  std::string sticky_attributes = "Path=/; HttpOnly; SameSite=Lax";
  unsigned max_connections = 0;      // requests that are with a backend at a time; 0: no limit
  unsigned queue_length = 100;       // requests that wait for a backend at its limit
  milliseconds queue_timeout{5'000}; // that one may wait

  bool operator==(const balancing_settings&) const = default;
};

/// What becomes of a request that belongs to no trace (W3C Trace Context).
enum class trace_start {
  pass,  // it goes on as it is
  start, // one begins with it
};

/// The most backends that may be tried for one request.
inline constexpr unsigned most_attempts = 16;

/// The most backends that a request may have to stay away from: those it has tried, and as many that had no place for
/// it.
inline constexpr unsigned most_excluded = 2 * most_attempts;

struct proxy_settings {
  milliseconds connect_timeout{3'000};
  milliseconds response_timeout{60'000}; // until the head of the response
  milliseconds header_timeout{10'000};   // until the head of a request is whole
  milliseconds idle_timeout{75'000};     // a client between requests, or a peer that takes or sends nothing of a body
  milliseconds body_timeout{30'000};     // that an upload may stall, or lag behind `limits.upload_rate`
  milliseconds tunnel_timeout{3'600'000};
  milliseconds tunnel_half_closed_timeout{60'000}; // one side has ended; of a response, too
  milliseconds upstream_idle_timeout{60'000};
  unsigned upstream_idle_connections = 256; // kept for each backend and worker
  unsigned attempts = 3;                    // backends tried for one request
  unsigned retry_budget = 20;               // % of requests that second and later failovers may add
  unsigned retry_budget_minimum = 3;        // a second, whatever the percentage allows
  std::size_t replay_limit = 64 * 1024;     // bytes of a request body kept for a retry
  std::vector<base::network> trusted_proxies;
  unsigned no_backend_status = 502; // or 503
  bool forwarded = false;           // add the RFC 7239 Forwarded header
  bool via = false;                 // add Via: 1.1 loadex
  trace_start traceparent{};
  bool abort_on_close = false; // a client that ends its side (FIN) has gone, not only one that resets
};

/// What strangers may ask of us. Where 0 is the default it stands for no limit.
struct limit_settings {
  std::size_t request_line = 8 * 1024; // bytes
  std::size_t head = 32 * 1024;        // bytes of a request's or response's head
  std::size_t headers = 100;           // lines of a head
  std::size_t chunk_line = 4 * 1024;   // bytes of a chunk's size and extensions
  std::size_t trailers = 8 * 1024;     // bytes
  std::uint64_t body = 0;              // bytes of a request's body
  std::uint64_t upload_rate = 256;     // bytes a second, the least
  unsigned requests_per_connection = 0;
  unsigned connections = 0;            // of clients in all; 0: as many as descriptors allow
  unsigned connections_per_client = 0; // of one address
  unsigned requests_per_client = 0;    // of one address, a second
};

/// What becomes at a reload of what people have changed while the process runs.
enum class live_changes {
  keep,
  drop,
};

struct admin_settings {
  std::vector<base::network> allow{base::network::parse("127.0.0.0/8").value(), base::network::parse("::1").value()};
  std::vector<std::string> hosts;
  secret token{};                                // opens all; not set: only `allow` does
  std::string token_file{};                      // that it was read from; empty: from none
  secret read_token{};                           // opens what changes nothing
  std::string read_token_file{};                 // likewise
  std::vector<base::network> allowed_backends{}; // where those may be that are added by request; empty: anywhere but
                                                 // at addresses that are special
  std::optional<admin_address> listen;           // where the admin addresses are; none: on the proxy's port
  unsigned socket_mode = 0600;                   // of a socket in the file system
  std::string certificate{};                     // file or folder, if TLS is spoken at that port; empty: it is not
  std::string key{};                             // file; empty: in the same one, or beside it
  bool operations_paths =
      true; // on the proxy's port, also keep /healthz, /readyz, /openapi.json and /loadex/v1 for ourselves
  live_changes on_reload{};
};

/// How the access log writes a line.
enum class line_format {
  json,
  combined, // as web servers have done since NCSA's and Apache's
};

/// What the access log says of queries, which can hold secrets.
enum class query_text {
  keep,
  redact,
};

struct log_settings {
  std::string level = "INFO"; // DEBUG, INFO, WARN, ERROR
  std::string access{};       // the file of the access log, or `stdout`; empty: there is none
  line_format access_format{};
  std::vector<access_field> access_fields = usual_access_fields(); // of a line in JSON
  unsigned access_sample = 1;                                      // one line for so many requests that did not fail
  query_text access_query{};
};

struct shutdown_settings {
  milliseconds deadline{30'000};
  milliseconds handover_deadline{12 * 3'600'000}; // of the old process
};

/// CAF's own keys. The defaults leave an idle daemon idle.
struct scheduler_settings {
  std::string policy = "sharing"; // or stealing
  unsigned max_threads = 1;
};

/// What holds for traffic. A pool, a listener, a route or a backend may have some of it of its own.
struct traffic_settings {
  balancing_settings balancing;
  health_settings health;
  circuit_settings circuit;
  outlier_settings outlier;
  proxy_settings proxy;
  limit_settings limits;
  backend_tls_settings backend_tls;
};

/// Backends that share a way of choosing among them.
struct pool_settings {
  std::string name;
  algorithm algo = algorithm::round_robin;
  std::vector<backend_settings> backends; // at least one
  own_settings own{};                     // of the sections but limits
};

struct header_line {
  std::string name;
  std::string value;

  bool operator==(const header_line&) const = default;
};

/// What becomes of the headers of a message on its way: first those to remove or to set go, then those to set and to
/// add come.
struct header_changes {
  std::vector<std::string> remove;
  std::vector<header_line> set;
  std::vector<header_line> add;

  bool empty() const noexcept { return remove.empty() && set.empty() && add.empty(); }
  bool operator==(const header_changes&) const = default;
};

/// A header that a request must have: whatever is in it, or exactly this.
struct header_condition {
  std::string name;
  std::optional<std::string> value{};

  bool operator==(const header_condition&) const = default;
};

/// Which requests a route takes, and what becomes of them.
struct route_settings {
  std::string name{}; // for metrics and explanations; may be empty
  // It takes those that have all of these.
  std::string host{};                      // in lower case; `*.example.org`: what ends in that; empty: any
  std::string path = "/";                  // normalised, without a slash at its end unless it is exact or the root
  bool path_exact = false;                 // that path alone, and not what is below it
  std::vector<std::string> methods{};      // empty: any
  std::vector<header_condition> headers{}; // empty: any
  bool client_verified = false;            // of a client whose certificate has been verified
  // It does one of these.
  std::string pool{};                   // sends them there
  std::string redirect{};               // the client is sent there: `https`, or a URL or path
  std::optional<std::string> respond{}; // this is the answer's body
  unsigned status = 0;                  // of the redirect or the answer
  // Behind a pool.
  bool strip_prefix = false; // `path` is not part of what the backend is asked for
  header_changes request_headers{};
  header_changes response_headers{};
  own_settings own{}; // proxy.response-timeout, limits.body, limits.requests-per-client
};

/// Where clients connect, and what becomes of their requests.
struct listener_settings {
  std::string name;
  std::uint16_t port = 0; // 0: any free one
  std::vector<std::string> address{"0.0.0.0", "::"};
  bool admin = false;                               // Loadex's own addresses are here, too
  std::optional<tls_settings> tls{};                // none: plain bytes
  std::vector<base::network> proxy_protocol_from{}; // who sends a PROXY header first, and must
  std::vector<route_settings> routes{};
  std::optional<route_settings> otherwise{}; // what no route takes, by no condition; none: 404
  own_settings own{};                        // of proxy and limits
};

struct settings : traffic_settings {
  global_settings global;
  admin_settings admin;
  log_settings log;
  shutdown_settings shutdown;
  scheduler_settings scheduler;
  std::vector<listener_settings> listeners; // empty: one, called main, at `global.port`
  std::vector<pool_settings> pools;         // empty: one, called main, of `global.backends`
};

} // namespace loadex::config
