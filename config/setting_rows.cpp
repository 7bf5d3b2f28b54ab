#include "config/setting_rows.hpp"

#include "config/backends_codec.hpp"
#include "config/codec.hpp"
#include "config/list_codec.hpp"
#include "config/quantity_codec.hpp"
#include "config/secret.hpp"
#include "config/section_rows.hpp"

namespace loadex::config {

namespace {

using namespace std::chrono_literals;

void add_global(std::vector<setting>& rows) {
  using g = global_settings;
  section_rows section{rows, "global", &settings::global};
  section.add("port", &g::port, integer_codec{0, 65535}, "Port to listen on; 0 takes a free one and prints it").letter =
      'p';
  section.add("address", &g::address, list_codec<address_codec>{.fewest = 1}, "Addresses to listen on");
  section.add("algo", &g::algo, algorithm_codec{}, "How a backend is chosen: " + algorithm_names()).letter = 'a';
  section
      .add("backends", &g::backends, backends_codec{},
           "The pool: where requests go. A weight is 0 to 1000, 1 if not given; at 0 only clients whose sticky cookie "
           "names "
           "the backend are sent there; a backup gets requests only while no other backend is available; "
           "`max-connections` and `health={interval=1s}` override those of all backends")
      .letter = 'b';
  section.add("workers", &g::workers, integer_codec{0, 1024},
              "Threads that carry traffic; 0 is one for each CPU of the affinity mask and the cgroup quota");
  section
      .add(
          "io", &g::io,
          enum_codec<io_engine>{{{"auto", io_engine::automatic}, {"ring", io_engine::ring}, {"poll", io_engine::poll}}},
          "What carries the workers' bytes: io_uring, epoll, or io_uring where the kernel has it and nothing forbids "
          "it")
      .is_young = true;
  section
      .add("handover", &g::handover, socket_path_codec{},
           "The socket at which a new process of the same user takes over without a lost connection; if it is empty "
           "there is none, and no `loadex upgrade`")
      .is_young = true;
}

void add_balancing(std::vector<setting>& rows) {
  using b = balancing_settings;
  section_rows section{rows, "balancing", &settings::balancing, {scope::pool}};
  section.add("hash-header", &b::hash_header, token_codec{}, "The header that headerhash goes by");
  section.add("hash-cookie", &b::hash_cookie, token_codec{}, "The cookie that cookiehash goes by");
  section.add("hash-load-bound", &b::hash_load_bound, integer_codec{0, 1000},
              "How far, in %, a backend may exceed its share of the requests in flight before the hash algorithms "
              "send its keys on to others; 0 is no bound");
  section.add("ewma-decay", &b::ewma_decay, duration_codec{100ms, 1h},
              "How fast ewma forgets: the age at which a latency counts 1/e");
  section.add("sticky-cookie", &b::sticky_cookie, token_codec{.optional = true},
              "The cookie that keeps a client on its backend, whatever the algorithm; if it is empty there is none");
  section.add("sticky-attributes", &b::sticky_attributes, cookie_attributes_codec{},
              "What follows the value in that cookie's Set-Cookie, such as Max-Age=3600 or Secure");
  section.add("max-connections", &b::max_connections, integer_codec{0, 1'000'000},
              "Requests that are with a backend at a time, over all workers; more of them wait; 0 is no limit");
  section.add("queue-length", &b::queue_length, integer_codec{0, 1'000'000},
              "Requests that may wait for a backend at its limit; beyond it the answer is 503");
  section.add("queue-timeout", &b::queue_timeout, duration_codec{1ms, 24h},
              "Time that a request may wait; after it the answer is 503");
}

void add_health(std::vector<setting>& rows) {
  using h = health_settings;
  section_rows section{rows, "health", &settings::health, {scope::backend, scope::pool}};
  section.add("probe", &h::probe, enum_codec<probe_kind>{{{"http", probe_kind::http}, {"tcp", probe_kind::tcp}}},
              "What a probe does: ask for a page, or only connect");
  section.add("path", &h::path, path_codec{}, "What an http probe asks for");
  section.add("method", &h::method, word_codec{{"GET", "HEAD", "OPTIONS"}}, "How it asks");
  section.add("host", &h::host, authority_codec{}, "The Host header it sends; if it is empty, the backend's own");
  section.add("port", &h::port, integer_codec{0, 65535}, "The port that is probed; 0 is the backend's own");
  section.add("status", &h::status, list_codec<status_range_codec>{.fewest = 1},
              "The statuses that mean healthy, such as 200 or 200-399");
  section.add("body", &h::body, text_codec{},
              "What the answer's first 64 KiB must contain to mean healthy; if it is empty, nothing");
  section.add("interval", &h::interval, duration_codec{10ms, 1h}, "Time between two probes of a backend");
  section.add("unsettled-interval", &h::unsettled_interval, duration_codec{10ms, 1h},
              "The same while rise or fall is being counted, and after traffic took the backend out");
  section.add("timeout", &h::timeout, duration_codec{10ms, 10min}, "Time a probe may take");
  section.add("rise", &h::rise, integer_codec{1, 1000}, "Good probes in a row that bring a backend back");
  section.add("fall", &h::fall, integer_codec{1, 1000}, "Failed probes in a row that take a backend out");
  section.add("traffic-failures", &h::traffic_failures, integer_codec{1, 1'000'000},
              "Broken requests in a row that take a backend out");
  section.add("traffic-status", &h::traffic_status, list_codec<status_range_codec>{},
              "The statuses of responses that count as broken requests, such as 502-504");
  section.add("failure-ratio", &h::failure_ratio, integer_codec{0, 100},
              "Broken requests, in % of those within failure-window, that take a backend out; 0 is never");
  section.add("failure-window", &h::failure_window, duration_codec{1s, 1h}, "The time that failure-ratio looks back");
  section.add("failure-minimum", &h::failure_minimum, integer_codec{1, 1'000'000},
              "Requests within failure-window without which failure-ratio says nothing");
  section.add("slow-start", &h::slow_start, duration_codec{0ms, 1h},
              "Time until a backend that came back has its whole weight again; 0s gives it at once");
  section.add("slow-start-curve", &h::slow_start_curve,
              enum_codec<ramp_curve>{{{"linear", ramp_curve::linear}, {"quadratic", ramp_curve::quadratic}}},
              "How the weight grows meanwhile: evenly, or slowly at first");
  section
      .add("when-all-down", &h::when_all_down,
           enum_codec<all_down>{{{"fail", all_down::fail}, {"try-anyway", all_down::try_anyway}}},
           "When no backend is available: refuse requests, or send them to those in service, well or not")
      .scopes = {scope::pool};
}

void add_circuit(std::vector<setting>& rows) {
  using c = circuit_settings;
  section_rows section{rows, "circuit", &settings::circuit, {scope::pool}};
  section.add("outages", &c::outages, integer_codec{0, 1000},
              "Outages within the window for which a backend is ejected: it gets no requests for a while, well or not; "
              "0 is never");
  section.add("window", &c::window, duration_codec{1s, 24h},
              "Time after which an outage is forgotten, and an ejection half forgiven");
  section.add("ejection", &c::ejection, duration_codec{10ms, 24h},
              "How long the first ejection lasts; every one that follows is twice as long");
  section.add("longest-ejection", &c::longest_ejection, duration_codec{10ms, 24h}, "How long one lasts at most");
  section.add("most-ejected", &c::most_ejected, integer_codec{0, 100},
              "Backends that may be ejected or out for broken requests at a time, in % of those in service; one that "
              "passes its probes always stays");
}

void add_outlier(std::vector<setting>& rows) {
  using o = outlier_settings;
  section_rows section{rows, "outlier", &settings::outlier, {scope::pool}};
  section.add("factor", &o::factor, integer_codec{0, 1000},
              "A backend loses weight while its 99th percentile of latency is this many times the median of all "
              "backends' 99th percentiles; 0 is never");
  section.add("floor", &o::floor, integer_codec{1, 100}, "The least of its weight that it keeps, in %");
  section.add("interval", &o::interval, duration_codec{100ms, 1h}, "Time between two comparisons");
}

void add_proxy(std::vector<setting>& rows) {
  using p = proxy_settings;
  section_rows section{rows, "proxy", &settings::proxy};
  const duration_codec deadline{1ms, 24h};
  section.add("connect-timeout", &p::connect_timeout, deadline, "Time to connect to a backend").scopes = {scope::pool};
  section.add("response-timeout", &p::response_timeout, deadline, "Time until a backend's response begins").scopes = {
      scope::pool, scope::route};
  section.add("header-timeout", &p::header_timeout, deadline, "Time until the head of a client's request is whole")
      .scopes = {scope::listener};
  section
      .add("idle-timeout", &p::idle_timeout, deadline,
           "Time a client may be silent between requests, a backend within its response, and either take nothing")
      .scopes = {scope::listener};
  section.add("body-timeout", &p::body_timeout, deadline, "Time an upload may stall, or lag behind limits.upload-rate")
      .scopes = {scope::listener};
  section.add("tunnel-timeout", &p::tunnel_timeout, deadline, "Time an upgraded connection (WebSocket) may be silent")
      .scopes = {scope::listener};
  section
      .add("tunnel-half-closed-timeout", &p::tunnel_half_closed_timeout, deadline,
           "Time a tunnel may be silent once one side of it has ended, and a response whose client has ended its side")
      .scopes = {scope::listener};
  section
      .add("upstream-idle-timeout", &p::upstream_idle_timeout, deadline, "Time an idle connection to a backend is kept")
      .scopes = {scope::pool};
  section
      .add("upstream-idle-connections", &p::upstream_idle_connections, integer_codec{0, 65536},
           "Idle connections kept for each backend and worker")
      .scopes = {scope::pool};
  section
      .add("attempts", &p::attempts, integer_codec{1, most_attempts},
           "Backends tried for one request, the first included")
      .scopes = {scope::pool};
  section
      .add("retry-budget", &p::retry_budget, integer_codec{0, 100}, "Second and later failovers, in % of the requests")
      .scopes = {scope::pool};
  section
      .add("retry-budget-minimum", &p::retry_budget_minimum, integer_codec{0, 1'000'000},
           "Second and later failovers a second that the budget always allows")
      .scopes = {scope::pool};
  section
      .add("replay-limit", &p::replay_limit, size_codec{0, 16 << 20},
           "The longest request body that is kept for a retry")
      .scopes = {scope::pool};
  section
      .add("trusted-proxies", &p::trusted_proxies, list_codec<network_codec>{},
           "Peers whose X-Forwarded-* headers are believed")
      .scopes = {scope::listener};
  section
      .add("no-backend-status", &p::no_backend_status, choice_codec{{502, 503}},
           "The answer when no backend is available")
      .scopes = {scope::pool};
  section.add("forwarded", &p::forwarded, boolean_codec{}, "Add the Forwarded header (RFC 7239)").scopes = {
      scope::listener};
  section.add("via", &p::via, boolean_codec{}, "Add the header Via: 1.1 loadex").scopes = {scope::listener};
  auto& traceparent =
      section.add("traceparent", &p::traceparent,
                  enum_codec<trace_start>{{{"pass", trace_start::pass}, {"start", trace_start::start}}},
                  "When a request belongs to no trace (W3C Trace Context): pass it on as it is, or start one");
  traceparent.scopes = {scope::listener};
  traceparent.is_young = true;
  section
      .add("abort-on-close", &p::abort_on_close, boolean_codec{},
           "Give up a request when its client ends its side of the connection, as a closed browser tab does, and not "
           "only when it resets it")
      .scopes = {scope::listener};
}

void add_limits(std::vector<setting>& rows) {
  using l = limit_settings;
  section_rows section{rows, "limits", &settings::limits};
  section.add("request-line", &l::request_line, size_codec{64, 1 << 20}, "The longest request line").scopes = {
      scope::listener};
  section.add("head", &l::head, size_codec{1 << 10, 1 << 20}, "The longest head of a request or response");
  section.add("headers", &l::headers, integer_codec{1, 10'000}, "The most header fields of a message").scopes = {
      scope::listener};
  section
      .add("chunk-line", &l::chunk_line, size_codec{16, 64 << 10},
           "The longest size line of a chunk, its extensions included")
      .scopes = {scope::listener};
  section.add("trailers", &l::trailers, size_codec{0, 64 << 10}, "The longest trailer section of a chunked body")
      .scopes = {scope::listener};
  section.add("body", &l::body, size_codec{0, std::uint64_t{1} << 50}, "The longest body of a request; 0B is no limit")
      .scopes = {scope::listener, scope::route};
  section
      .add("upload-rate", &l::upload_rate, size_codec{0, 1 << 30},
           "Bytes a second that an upload must bring on average; 0B leaves slow ones alone")
      .scopes = {scope::listener};
  const integer_codec count{0, 1'000'000'000};
  section
      .add("requests-per-connection", &l::requests_per_connection, count,
           "Requests after which a client's connection is closed; 0 is no limit")
      .scopes = {scope::listener};
  section.add(
      "connections", &l::connections, count,
      "Client connections at a time; beyond it idle ones are closed, new ones wait; 0 is what descriptors allow");
  section.add("connections-per-client", &l::connections_per_client, count,
              "Connections of one client address at a time; 0 is no limit");
  section
      .add("requests-per-client", &l::requests_per_client, integer_codec{0, 1'000'000},
           "Requests of one client address a second, and as many at once; 0 is no limit")
      .scopes = {scope::listener, scope::route};
}

void add_backend_tls(std::vector<setting>& rows) {
  using t = backend_tls_settings;
  section_rows section{rows, "backend-tls", &settings::backend_tls, {scope::pool}};
  section
      .add("verify", &t::verify, boolean_codec{},
           "Whether the certificate of an https backend must be one to trust: issued by `ca`, for its host, and valid "
           "now")
      .is_young = true;
  section
      .add("ca", &t::ca, text_codec{},
           "The file of those who may have issued it, in PEM; if it is empty, whom this machine trusts")
      .is_young = true;
  section
      .add("name", &t::name, text_codec{},
           "The host that is asked for in TLS, and that the certificate has to be for; if it is empty, that of the URL")
      .is_young = true;
  section
      .add("certificate", &t::certificate, text_codec{},
           "The file of Loadex's own certificate and its chain, for backends that ask for one")
      .is_young = true;
  section
      .add("key", &t::key, text_codec{},
           "The file of its key; if it is empty, the same file, or `own.key` beside `own.crt`")
      .is_young = true;
}

void add_admin(std::vector<setting>& rows) {
  using a = admin_settings;
  section_rows section{rows, "admin", &settings::admin};
  section.add(
      "listen", &a::listen, admin_address_codec{},
      "Where Loadex's own addresses are, such as 127.0.0.1:9901: then all paths of the proxy's port are the "
      "backends'; if it is empty, they are on the proxy's port, or at listeners with admin=true; port 0 takes a "
      "free one; unix:/run/loadex/admin.sock is a socket whose file mode decides who may ask");
  section.add("socket-mode", &a::socket_mode, file_mode_codec{}, "The mode of that socket's file").is_young = true;
  section
      .add("certificate", &a::certificate, text_codec{},
           "The file of a certificate and its chain, or a folder of such, if TLS is to be spoken at that port")
      .is_young = true;
  section
      .add("key", &a::key, text_codec{},
           "The file of its key; if it is empty, the same file, or `own.key` beside `own.crt`")
      .is_young = true;
  section.add("allow", &a::allow, list_codec<network_codec>{},
              "Peers that may use the admin addresses without a token; while there is one, to read only");
  section
      .add("token", &a::token, secret_codec{},
           "What a request must carry as `Authorization: Bearer TOKEN` to change something, or to come from elsewhere "
           "than allow: with it any peer may; if the file has none, LOADEX_TOKEN of the environment is it; without one "
           "allow alone decides")
      .is_young = true;
  section
      .add("token-file", &a::token_file, text_codec{},
           "The file whose only line is that token; read at the start and at each reload")
      .is_young = true;
  section
      .add("read-token", &a::read_token, secret_codec{},
           "Another token, which opens what changes nothing: for a scraper of metrics")
      .is_young = true;
  section.add("read-token-file", &a::read_token_file, text_codec{}, "The file whose only line is that token").is_young =
      true;
  section.add("hosts", &a::hosts, list_codec<host_codec>{},
              "Host names that admin requests may carry, besides localhost and IP addresses");
  section.add(
      "operations-paths", &a::operations_paths, boolean_codec{},
      "On the proxy's port, keep /healthz, /readyz, /openapi.json and /loadex/v1 for Loadex; false proxies them");
  section
      .add("allowed-backends", &a::allowed_backends, list_codec<network_codec>{},
           "Networks where a backend must be that /api/add or the API adds, with all addresses of its name, and with "
           "those that the name has later; if the list is empty, anywhere but at link-local addresses and "
           "fd00:ec2::254, where clouds tell secrets; those of the file may be anywhere")
      .is_young = true;
  section
      .add("on-reload", &a::on_reload,
           enum_codec<live_changes>{{{"keep", live_changes::keep}, {"drop", live_changes::drop}}},
           "What becomes at a reload of backends that people have added: they stay, or go")
      .is_young = true;
}

enum_codec<access_field> access_field_codec() {
  enum_codec<access_field> codec;
  for (const auto field : access_fields())
    codec.meanings.push_back({std::string(to_string(field)), field});
  return codec;
}

void add_log(std::vector<setting>& rows) {
  using l = log_settings;
  section_rows section{rows, "log", &settings::log};
  section.add("level", &l::level, word_codec{{"DEBUG", "INFO", "WARN", "ERROR"}},
              "The least important events logged; the environment's LOG_LEVEL overrides the file");
  section
      .add("access", &l::access, text_codec{},
           "The file of the access log, a line for each request, or stdout; if it is empty there is none")
      .is_young = true;
  section
      .add("access-format", &l::access_format,
           enum_codec<line_format>{{{"json", line_format::json}, {"combined", line_format::combined}}},
           "How it writes a line: as JSON, or as web servers do")
      .is_young = true;
  section
      .add("access-fields", &l::access_fields,
           list_codec<enum_codec<access_field>>{.fewest = 1, .element = access_field_codec()},
           "What a line in JSON has, in that order")
      .is_young = true;
  section
      .add("access-sample", &l::access_sample, integer_codec{1, 1'000'000},
           "It has one of so many requests, and every one that failed")
      .is_young = true;
  section
      .add("access-query", &l::access_query,
           enum_codec<query_text>{{{"keep", query_text::keep}, {"redact", query_text::redact}}},
           "What it has of queries, which can hold secrets: all, or that there was one")
      .is_young = true;
}

void add_process(std::vector<setting>& rows) {
  section_rows shutdown{rows, "shutdown", &settings::shutdown};
  shutdown.add("deadline", &shutdown_settings::deadline, duration_codec{0ms, 24h},
               "Time that requests in flight get to finish at shutdown");
  shutdown
      .add("handover-deadline", &shutdown_settings::handover_deadline, duration_codec{0ms, 30 * 24h},
           "Time that requests and tunnels of the old process get to finish once a new one has taken over")
      .is_young = true;
  section_rows scheduler{rows, "scheduler", &settings::scheduler};
  scheduler.add("policy", &scheduler_settings::policy, word_codec{{"sharing", "stealing"}},
                "How the actor scheduler's threads take work; sharing leaves an idle daemon idle");
  scheduler.add("max-threads", &scheduler_settings::max_threads, integer_codec{1, 1024},
                "Threads of the actor scheduler, for work off the request path");
}

} // namespace

std::vector<setting> setting_rows() {
  std::vector<setting> rows;
  add_global(rows);
  add_balancing(rows);
  add_health(rows);
  add_circuit(rows);
  add_outlier(rows);
  add_proxy(rows);
  add_limits(rows);
  add_backend_tls(rows);
  add_admin(rows);
  add_log(rows);
  add_process(rows);
  return rows;
}

} // namespace loadex::config
