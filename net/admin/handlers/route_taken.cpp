#include "net/admin/handlers/route_taken.hpp"

#include "net/admin/route_table.hpp"
#include "net/http/normal_path.hpp"
#include "net/http/route_words.hpp"
#include "net/http/routes.hpp"

#include <optional>
#include <string>

namespace loadex::net::admin::handlers {

namespace {

using nlohmann::ordered_json;

/// Whether it is for an address of our own, which is met as it is spelled.
bool is_own(const config::listener_settings& at, const http1::imagined_request& asked,
            const config::admin_settings& how) {
  return at.admin && cover(route_table(), http::spelling_of(asked.framing.target).path, how);
}

/// Why the route at that place takes it although others might.
std::string why_taken(const config::listener_settings& at, const http::routes& compiled, std::size_t taken,
                      const http1::imagined_request& asked) {
  std::string why = http::conditions_of(at.routes[taken]);
  std::string scratch;
  const std::string path(http::normal_path(asked.framing.target, scratch));
  for (const auto i : compiled.in_order(asked.framing.host, path)) {
    if (i == taken)
      break;
    why += "; " + http::name_of(at.routes[i], i) + " comes first, but " + http::unmet_of(at.routes[i], asked.head);
  }
  return why;
}

void add_pool(const config::route_settings& route, ordered_json& row) {
  if (!route.pool.empty())
    row["pool"] = route.pool;
}

ordered_json route_taken(const config::listener_settings& at, const http1::imagined_request& asked,
                         const config::admin_settings& how) {
  ordered_json row{{"listener", at.name}, {"route", nullptr}};
  if (is_own(at, asked, how)) {
    row["why"] = "an address of Loadex's own";
    return row;
  }
  const http::routes compiled(at.routes);
  std::string scratch;
  const auto found = compiled.find(asked.head, asked.framing, false, scratch);
  if (found.ambiguous) {
    row["why"] = "refused with 400: another server may read the path as one for another route";
  } else if (found.route) {
    const auto& route = at.routes[*found.route];
    row["route"] = route.name.empty() ? ordered_json(*found.route + 1) : ordered_json(route.name);
    add_pool(route, row);
    row["why"] = why_taken(at, compiled, *found.route, asked);
  } else if (at.otherwise) {
    add_pool(*at.otherwise, row);
    row["why"] = at.routes.empty() ? "all that comes there" : "no route takes it";
  } else {
    row["why"] = "no route takes it: answered with 404";
  }
  return row;
}

} // namespace

ordered_json routes_taken(const config::snapshot& now, const http1::imagined_request& asked) {
  auto all = ordered_json::array();
  for (const auto& listener : now.listeners)
    all.push_back(route_taken(listener.how, asked, now.all.admin));
  return all;
}

} // namespace loadex::net::admin::handlers
