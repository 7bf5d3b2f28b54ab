#include "net/admin/handlers/listeners.hpp"

#include "net/admin/json_answer.hpp"
#include "net/admin/on_control.hpp"
#include "net/admin/timestamp.hpp"

#include <optional>
#include <utility>

namespace loadex::net::admin::handlers {

namespace {

using config::route_settings;
using nlohmann::ordered_json;

constexpr unsigned no_route = 404;

ordered_json shown(const config::listener_settings& how, const listener_seen& seen) {
  ordered_json shown{{"name", how.name}, {"addresses", ordered_json::array()}, {"admin", how.admin}};
  for (const auto& at : seen.at)
    shown["addresses"].push_back(config::socket_address{at.address().to_string(), at.port()}.text());
  auto& from = shown["proxy_protocol_from"] = ordered_json::array();
  for (const auto& network : how.proxy_protocol_from)
    from.push_back(network.text());
  auto& certificates = shown["certificates"] = ordered_json::array();
  for (const auto& one : seen.certificates)
    certificates.push_back(
        {{"file", one.file}, {"names", one.names}, {"begins", timestamp(one.begins)}, {"ends", timestamp(one.ends)}});
  shown["routes"] = how.routes.size();
  shown["requests"] = seen.requests;
  shown["connections"] = seen.connections;
  return shown;
}

/// What a route takes.
void add_conditions(const route_settings& route, ordered_json& shown) {
  shown["name"] = route.name;
  shown["host"] = route.host;
  shown["path"] = route.path;
  shown["path_exact"] = route.path_exact;
  shown["methods"] = route.methods;
  shown["client_verified"] = route.client_verified;
  auto& headers = shown["headers"] = ordered_json::object();
  for (const auto& wanted : route.headers)
    headers[wanted.name] = wanted.value ? ordered_json(*wanted.value) : ordered_json();
}

/// What becomes of it.
void add_action(const route_settings& route, ordered_json& shown) {
  if (!route.pool.empty()) {
    shown["pool"] = route.pool;
    return;
  }
  if (!route.redirect.empty())
    shown["redirect"] = route.redirect;
  if (route.respond)
    shown["respond"] = *route.respond;
  shown["status"] = route.status;
}

/// `place`: in the file, from 1; none: of what no route takes.
ordered_json shown(const std::string& listener, std::optional<std::size_t> place, const route_settings& route,
                   std::int64_t hits) {
  ordered_json shown{{"listener", listener}, {"place", place ? ordered_json(*place) : ordered_json()}};
  add_conditions(route, shown);
  add_action(route, shown);
  shown["hits"] = hits;
  return shown;
}

http::own_response all_listeners(const listener_directory& of) {
  const auto seen = of.look();
  auto all = ordered_json::array();
  for (std::size_t i = 0; i < seen.each.size(); ++i)
    all.push_back(shown(seen.now->listeners[i].how, seen.each[i]));
  return json_answer(200, {{"listeners", std::move(all)}});
}

http::own_response all_routes(const listener_directory& of) {
  const auto seen = of.look();
  auto all = ordered_json::array();
  for (std::size_t i = 0; i < seen.each.size(); ++i) {
    const auto& how = seen.now->listeners[i].how;
    const auto& hits = seen.each[i].hits;
    for (std::size_t place = 0; place < how.routes.size(); ++place)
      all.push_back(shown(how.name, place + 1, how.routes[place], hits[place]));
    const route_settings refused{.status = no_route};
    all.push_back(shown(how.name, std::nullopt, how.otherwise.value_or(refused), hits.back()));
  }
  return json_answer(200, {{"routes", std::move(all)}});
}

} // namespace

awaitable<answer> listeners(call incoming) {
  const auto& home = incoming.home;
  return write_on(home.control, incoming.on, [&home] { return all_listeners(home.listeners); });
}

awaitable<answer> routes(call incoming) {
  const auto& home = incoming.home;
  return write_on(home.control, incoming.on, [&home] { return all_routes(home.listeners); });
}

} // namespace loadex::net::admin::handlers
