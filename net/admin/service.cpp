#include "net/admin/service.hpp"

#include "actors/pool/pool_view.hpp"
#include "actors/runtime/compat.hpp"
#include "net/io/ask.hpp"
#include "observability/dashboard/page.hpp"
#include "observability/metrics_page.hpp"

#include <boost/asio/post.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>

namespace loadex::net::admin {

namespace {

using base::reason;
using nlohmann::ordered_json;

constexpr std::string_view json_type = "application/json";
constexpr std::string_view exposition_type = "text/plain; version=0.0.4; charset=utf-8";

// Those of the contract are always ours, the others as `[admin] operations-paths` says.
constexpr std::array<std::string_view, 4> contract_paths{"/api/health", "/api/add", "/api/info", "/metrics"};
constexpr std::array<std::string_view, 3> operations_paths{"/healthz", "/readyz", "/openapi.json"};
constexpr std::string_view dashboard_root = "/dashboard";
constexpr std::string_view api_root = "/loadex/v1";

constexpr std::chrono::seconds longest_look_up{1}; // of a name to add; what is known later its probes find out

bool is_below(std::string_view path, std::string_view root) {
  return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

template <class Paths>
bool has(const Paths& paths, std::string_view path) {
  return std::find(paths.begin(), paths.end(), path) != paths.end();
}

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

http::own_response text(unsigned status, std::string body) {
  return {status, "text/plain; charset=utf-8", std::move(body), {}};
}

http::own_response json(const ordered_json& body) {
  return {200, std::string(json_type), body.dump() + "\n", {}};
}

bool is_healthy(const actors::pool_view& view, std::size_t member) {
  return view.states[member] == actors::health::state::healthy;
}

std::vector<observability::backend_gauges> gauges_of(const actors::pool_view& view) {
  std::vector<observability::backend_gauges> all;
  for (std::size_t i = 0; i < view.members.size(); ++i) {
    const auto& m = *view.members[i];
    all.push_back({m.url.text(), to_string(view.states[i]), m.vitals->in_flight.load(std::memory_order_relaxed),
                   m.counters.get()});
  }
  return all;
}

std::vector<std::string_view> state_names() {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < actors::health::state_count; ++i)
    names.push_back(to_string(static_cast<actors::health::state>(i)));
  return names;
}

http::own_response method_not_allowed(std::string_view allowed) {
  return {405, "text/plain; charset=utf-8", "Use " + std::string(allowed) + " here.\n",
          "Allow: " + std::string(allowed) + "\r\n"};
}

} // namespace

service::service(asio::io_context& control, const config::settings& settings, io::address_book& addresses,
                 const io::own_addresses& own, actors::pool_orders pool, const observability::request_metrics& metrics,
                 const observability::event_counters& events)
    : control_(control.get_executor())
    , settings_(settings)
    , addresses_(addresses)
    , own_(own)
    , pool_(std::move(pool))
    , metrics_(metrics)
    , events_(events) {}

bool service::owns(std::string_view target) const noexcept {
  // The first byte tells most requests apart: this runs for each of them.
  if (target.size() < 4 || std::string_view("adhlmor").find(target[1]) == std::string_view::npos)
    return false;
  if (settings_.admin.listen)
    return false;
  const auto path = path_of(target);
  if (has(contract_paths, path) || is_below(path, dashboard_root))
    return true;
  return settings_.admin.operations_paths && (has(operations_paths, path) || is_below(path, api_root));
}

awaitable<http::own_response> service::answer(request asked, executor on, actors::pool_view_ptr view) {
  const auto path = path_of(asked.target);
  const bool reads = asked.method == "GET" || asked.method == "HEAD";
  // Alive and ready are open: who checks them is seldom local, and they tell nothing else.
  if (path == "/healthz")
    co_return reads ? text(200, "ok\n") : method_not_allowed("GET, HEAD");
  if (path == "/readyz")
    co_return reads ? ready() : method_not_allowed("GET, HEAD");

  if (auto refused = refusal(asked.who, settings_.admin)) {
    auto response = http::make_problem(403, reason::not_allowed, "text/plain");
    response.body = std::move(*refused) + "\n";
    co_return response;
  }
  if (!has(contract_paths, path) && !is_below(path, dashboard_root))
    co_return text(404, "There is no such address.\n");
  if (path == "/api/add") {
    if (asked.method != "POST")
      co_return method_not_allowed("POST");
    co_return co_await add(asked, on);
  }
  if (!reads)
    co_return method_not_allowed("GET, HEAD");
  if (path == "/api/health")
    co_return health(*view);
  if (path == "/api/info")
    co_return info(*view);
  if (path == "/metrics")
    co_return co_await metrics(on, std::move(view));
  if (path == dashboard_root)
    co_return http::own_response{301, "text/plain; charset=utf-8", "", "Location: /dashboard/\r\n"};
  if (path == "/dashboard/")
    co_return http::own_response{200, "text/html; charset=utf-8", std::string(observability::dashboard::page), {}};
  co_return text(404, "There is no such address.\n");
}

http::own_response service::health(const actors::pool_view& view) const {
  auto body = ordered_json::object();
  for (std::size_t i = 0; i < view.members.size(); ++i)
    body[view.members[i]->url.text()] = is_healthy(view, i);
  return json(body);
}

http::own_response service::info(const actors::pool_view& view) const {
  return json({{"algorithm", config::to_string(view.plan.which)}});
}

http::own_response service::ready() const {
  if (ready_.load(std::memory_order_relaxed))
    return text(200, "ready\n");
  return text(503, "shutting down\n");
}

awaitable<http::own_response> service::add(request asked, executor on) {
  const auto target = boost::urls::parse_origin_form(asked.target);
  if (!target)
    co_return text(400, "The query is not valid.\n");
  const auto params = target->params();
  const auto found = params.find("url");
  if (found == params.end() || (*found).value.empty())
    co_return text(400, "Name the backend: /api/add?url=http://host:port\n");
  const auto url = config::backend_url::parse((*found).value);
  if (!url)
    co_return text(400, "This is not a backend's URL: " + url.error() + "\n");
  const auto entry = addresses_.entry(*url); // kept until the pool has it, so that it is looked up once
  const auto known = co_await io::await_addresses(on, entry, steady_clock::now() + longest_look_up);
  if (own_.contain_any(known.endpoints))
    co_return text(409, url->text() + " is this Loadex itself: its requests would come back for ever\n");
  const auto done = co_await io::ask<actors::membership_change>(on, [&](auto reply) {
    actors::tell(pool_, actors::add_backend{{.url = *url}, std::move(reply)});
  });
  if (!done)
    co_return http::make_problem(503, reason::shutting_down, asked.accept);
  co_return text(200, "Added " + url->text() + " to the pool\n");
}

awaitable<http::own_response> service::metrics(executor on, actors::pool_view_ptr view) {
  auto page = co_await io::ask<std::string>(on, [&](auto reply) {
    asio::post(control_,
               [this, view, reply] { reply.answer(metrics_page(metrics_, gauges_of(*view), state_names(), events_)); });
  });
  co_return http::own_response{200, std::string(exposition_type), std::move(page).value_or(std::string()), {}};
}

} // namespace loadex::net::admin
