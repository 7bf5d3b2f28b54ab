#include "config/listener_rows.hpp"

#include "config/list_codec.hpp"
#include "config/route_rows.hpp"
#include "config/tls_rows.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace loadex::config {

namespace {

std::string print_routes(const std::vector<route_settings>& routes) {
  if (routes.empty())
    return {};
  const auto entries =
      base::join(routes, ",", [](const route_settings& route) { return "\n  " + print_map(route_rows(), route); });
  return '[' + entries + "\n]";
}

/// Reads them, and tells of each that no request can reach.
std::vector<route_settings> read_routes(const caf::config_value& value, const place& at) {
  const std::string key = "routes";
  const auto* list = list_in(value);
  std::vector<route_settings> routes;
  if (!list) {
    at.in(key).refuse(shown(value) + R"( is not a list; write [{path="/v1", pool="api"}, ...])");
    return routes;
  }
  std::map<std::tuple<std::string, std::string, bool>, std::vector<std::size_t>> sound; // by host and path
  for (const auto& item : *list) {
    const auto index = routes.size();
    const auto here = at.item(key, index);
    const auto before = here.problems();
    routes.push_back(read_route(item, here));
    if (here.problems() > before)
      continue;
    const auto& route = routes.back();
    auto& alike = sound[{route.host, route.path, route.path_exact}];
    const auto earlier = std::ranges::find_if(alike, [&](std::size_t i) { return shadows(routes[i], route); });
    if (earlier != alike.end())
      here.refuse("no request can reach it: routes[" + std::to_string(*earlier + 1) + "] takes them all");
    else
      alike.push_back(index);
  }
  return routes;
}

/// What a listener says of the requests that no route takes: some of a route's rows.
map_row<listener_settings> otherwise_row(map_row<route_settings> row) {
  return {
      .key = row.key,
      .type = row.type,
      .help = "As a route's, for what no route takes",
      .read = [row](listener_settings& to, const caf::config_value& value,
                    const place& at) { row.read(to.otherwise ? *to.otherwise : to.otherwise.emplace(), value, at); },
      .print = [row](const listener_settings& l) { return l.otherwise ? row.print(*l.otherwise) : std::string(); }};
}

bool verifies_clients(const listener_settings& listener) {
  return listener.tls && listener.tls->verify != client_verification::none;
}

/// A header that tells of clients cannot be changed by a route.
void check_told_headers(const listener_settings& listener, const place& at) {
  if (!listener.tls)
    return;
  const auto is_told = [&](const std::string& name) {
    return std::ranges::any_of(listener.tls->client_headers,
                               [&](const auto& h) { return base::lower(h.name) == base::lower(name); });
  };
  const auto check = [&](const std::string& name) {
    if (is_told(name))
      at.refuse("request-headers: " + name + " tells of clients, by client-headers");
  };
  for (const auto& route : listener.routes) {
    std::ranges::for_each(route.request_headers.remove, check);
    std::ranges::for_each(route.request_headers.set, check, &header_line::name);
    std::ranges::for_each(route.request_headers.add, check, &header_line::name);
  }
}

/// Whether some are written, be they good or bad.
bool has_routes(const caf::config_value::dictionary& keys) {
  const auto routes = keys.find("routes");
  if (routes == keys.end())
    return false;
  const auto* list = list_in(routes->second);
  return !list || !list->empty();
}

std::vector<map_row<listener_settings>> make_rows() {
  using l = listener_settings;
  map_rows<l> rows;
  rows.add("port", &l::port, integer_codec{0, 65535}, "Where it listens; 0 takes a free one; needed", writing::always);
  rows.add("address", &l::address, list_codec<address_codec>{.fewest = 1}, "Addresses to listen on", writing::always);
  rows.add("admin", &l::admin, boolean_codec{}, "Loadex's own addresses are here, too");
  rows.add(
      {.key = "tls",
       .type = "{}",
       .help = "Clients speak TLS here",
       .read = [](l& to, const caf::config_value& value, const place& at) { to.tls = read_tls(value, at.in("tls")); },
       .print = [](const l& listener) { return listener.tls ? print_map(tls_rows(), *listener.tls) : std::string(); }});
  rows.add("proxy-protocol-from", &l::proxy_protocol_from, list_codec<network_codec>{},
           "Peers that have to begin each connection with a PROXY header, version 1 or 2, which names the client; from "
           "others it is none");
  rows.add_own(&l::own, scope::listener);
  rows.add({.key = "routes",
            .type = "route list",
            .help = "Which requests go where",
            .read = [](l& to, const caf::config_value& value, const place& at) { to.routes = read_routes(value, at); },
            .print = [](const l& listener) { return print_routes(listener.routes); }});
  for (auto& row : action_rows())
    if (row.key != "respond")
      rows.add(otherwise_row(std::move(row)));
  return rows.take();
}

} // namespace

const std::vector<map_row<listener_settings>>& listener_rows() {
  static const auto rows = make_rows();
  return rows;
}

listener_settings read_listener(const std::string& name, const caf::config_value& value, const place& at) {
  listener_settings listener{.name = name};
  const auto* map = map_in(value);
  if (!map) {
    at.refuse(shown(value) + R"( is not of the form {port=8080, pool="web"})");
    return listener;
  }
  read_map(listener_rows(), listener, *map, at);
  if (!map->contains("port"))
    at.refuse("port= is missing");
  if (listener.otherwise)
    check_action(*listener.otherwise, *map, at);
  check_told_headers(listener, at);
  if (!verifies_clients(listener) && std::ranges::any_of(listener.routes, &route_settings::client_verified))
    at.refuse(R"(client-verified of a route needs tls={verify="optional"} or "required")");
  if (!has_routes(*map) && !map->contains("pool") && !map->contains("redirect") && !listener.admin)
    at.refuse("it does nothing; write routes=, pool= or redirect=");
  return listener;
}

} // namespace loadex::config
