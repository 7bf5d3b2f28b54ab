#include "config/route_rows.hpp"

#include "config/header_change_rows.hpp"
#include "config/list_codec.hpp"
#include "config/route_codecs.hpp"

#include <array>

namespace loadex::config {

namespace {

map_row<route_settings> changes_row(const std::string& key, header_changes route_settings::*field, direction way,
                                    std::string help) {
  return {.key = key,
          .type = "{set={}, add={}, remove=[]}",
          .help = std::move(help),
          .read =
              [=](route_settings& to, const caf::config_value& value, const place& at) {
                const auto here = at.in(key);
                here.guard([&] {
                  read_map(header_change_rows(way), to.*field,
                           map_from(value, R"({set={X-Name="value"}, remove=["X-Name"]})"), here);
                });
              },
          .print =
              [=](const route_settings& route) {
                return (route.*field).empty() ? std::string() : print_map(header_change_rows(way), route.*field);
              }};
}

/// What a header must be: a text, or `true` for whatever it is.
std::optional<std::string> condition_from(const caf::config_value& value) {
  if (const auto* any = caf::get_if<bool>(&value.get_data()); any && *any)
    return std::nullopt;
  if (!caf::get_if<std::string>(&value.get_data()))
    refuse(shown(value), R"(is no condition; write "text" for just that, or true for whatever it is)");
  return header_value_codec{}.parse(string_in(value));
}

map_row<route_settings> conditions_row() {
  return {.key = "headers",
          .type = "{NAME=text or true, ...}",
          .help = "Headers that a request must have: just this, or, where it is true, whatever is in it",
          .read =
              [](route_settings& to, const caf::config_value& value, const place& at) {
                const auto here = at.in("headers");
                here.guard([&] {
                  header_names names;
                  for (const auto& [name, wanted] : map_from(value, R"({X-Name="value", X-Other=true, ...})"))
                    here.guard([&, &name = name, &wanted = wanted] {
                      names.add(name);
                      here.in(name).guard([&] { to.headers.push_back({name, condition_from(wanted)}); });
                    });
                });
              },
          .print =
              [](const route_settings& route) {
                if (route.headers.empty())
                  return std::string();
                return '{' +
                       base::join(route.headers, ", ",
                                  [](const header_condition& h) {
                                    return h.name + "=" + (h.value ? quoted(*h.value) : "true");
                                  }) +
                       '}';
              }};
}

map_row<route_settings> path_row(const std::string& key, bool exact, std::string help) {
  const route_path_codec codec{.prefix = !exact};
  return {.key = key,
          .type = codec.type(),
          .help = std::move(help),
          .read =
              [=](route_settings& to, const caf::config_value& value, const place& at) {
                at.in(key).guard([&] {
                  to.path = codec.parse(string_in(value));
                  to.path_exact = exact;
                });
              },
          .print =
              [=](const route_settings& route) {
                const bool said = route.path_exact == exact && (exact || route.path != "/");
                return said ? codec.print(route.path) : std::string();
              }};
}

map_row<route_settings> respond_row() {
  return {.key = "respond",
          .type = "text",
          .help = "It is answered with this, as text/plain",
          .read = [](route_settings& to, const caf::config_value& value,
                     const place& at) { at.in("respond").guard([&] { to.respond = string_in(value); }); },
          .print = [](const route_settings& route) { return route.respond ? quoted(*route.respond) : std::string(); }};
}

std::vector<map_row<route_settings>> make_rows() {
  using r = route_settings;
  map_rows<r> rows;
  rows.add("name", &r::name, name_codec{}, "What metrics and explanations call it");
  rows.add("host", &r::host, host_pattern_codec{},
           "The host asked for; `*.example.org` is all that ends in that, but not `example.org` itself");
  rows.add(path_row("path", false, "What the path begins with, by whole segments: `/v1` takes `/v1/x` but not `/v1x`"));
  rows.add(path_row("path-exact", true, "The path, and not what is below it"));
  rows.add("methods", &r::methods, list_codec<method_codec>{.fewest = 1}, "Methods, one of which it has");
  rows.add(conditions_row());
  rows.add("client-verified", &r::client_verified, boolean_codec{},
           "The client has shown a certificate that the listener's `tls={verify=...}` has found good");
  for (auto& row : action_rows())
    rows.add(std::move(row));
  rows.add("strip-prefix", &r::strip_prefix, boolean_codec{},
           "`path` is not part of what the backend is asked for; X-Forwarded-Prefix tells of it");
  rows.add(changes_row("request-headers", &r::request_headers, direction::request,
                       "What becomes of the request's headers: those to remove or to set go, then "
                       "those to set and to add come"));
  rows.add(changes_row("response-headers", &r::response_headers, direction::response, "The same of the response's"));
  rows.add_own(&r::own, scope::route);
  return rows.take();
}

/// What a route does; each by the key that says so.
constexpr auto actions = std::to_array<std::string_view>({"pool", "redirect", "respond"});

std::vector<std::string> actions_in(const caf::config_value::dictionary& keys) {
  std::vector<std::string> given;
  for (const auto action : actions)
    if (keys.contains(action))
      given.emplace_back(action);
  return given;
}

bool are_known(const caf::config_value::dictionary& keys) {
  return std::ranges::all_of(keys, [](const auto& given) {
    return std::ranges::find(route_rows(), given.first, &map_row<route_settings>::key) != route_rows().end();
  });
}

/// Keys that mean nothing where no backend is asked.
std::vector<std::string> keys_behind_pool() {
  std::vector<std::string> keys{"strip-prefix", "request-headers", "response-headers"};
  for (auto& section : sections_of(scope::route))
    keys.push_back(std::move(section));
  return keys;
}

void check_status(route_settings& route, const place& at) {
  constexpr unsigned permanently = 308; // with the same method
  constexpr unsigned ok = 200;
  const bool redirects = !route.redirect.empty();
  if (route.status == 0)
    route.status = redirects ? permanently : ok;
  at.in("status").guard([&] {
    const auto status = std::to_string(route.status);
    if (redirects)
      choice_codec{{301, 302, 303, 307, 308}}.parse(status);
    else if (integer_codec{200, 599}.parse(status);
             (route.status == 204 || route.status == 205 || route.status == 304) && !route.respond->empty())
      refuse(status, R"(has no body; write respond="")");
  });
}

/// What cannot be together on one route.
void check_conditions(const route_settings& route, const caf::config_value::dictionary& keys, const place& at) {
  if (keys.contains("path") && keys.contains("path-exact"))
    at.refuse("path and path-exact cannot be together");
  if (route.strip_prefix && (route.path_exact || route.path == "/"))
    at.refuse("strip-prefix needs path=, with more than /");
}

} // namespace

std::vector<map_row<route_settings>> action_rows() {
  using r = route_settings;
  map_rows<r> rows;
  rows.add("pool", &r::pool, name_codec{}, "It goes to a backend of that pool");
  rows.add("redirect", &r::redirect, redirect_codec{},
           "The client is sent to `https`, with host, path and query as they are; to another host, where a URL has no "
           "path; or to another path");
  rows.add(respond_row());
  rows.add("status", &r::status, integer_codec{200, 599},
           "Of the redirect: 301, 302, 303, 307 or 308, which it is if not given; or of the answer: 200, if not given, "
           "to 599");
  return rows.take();
}

const std::vector<map_row<route_settings>>& route_rows() {
  static const auto rows = make_rows();
  return rows;
}

void check_action(route_settings& route, const caf::config_value::dictionary& keys, const place& at) {
  const auto given = actions_in(keys);
  if (given.size() > 1)
    return at.refuse(base::join(given, " and ", [](const std::string& key) { return key; }) + " cannot be together");
  if (given.empty() || given.front() == "pool") {
    if (keys.contains("status"))
      at.refuse("status means nothing here: it is of a redirect or an answer");
    return;
  }
  check_status(route, at);
}

route_settings read_route(const caf::config_value& value, const place& at) {
  route_settings route;
  const auto* map = map_in(value);
  if (!map) {
    at.refuse(shown(value) + R"( is not of the form {host="api.example.org", path="/v1", pool="api"})");
    return route;
  }
  const auto before = at.problems();
  read_map(route_rows(), route, *map, at);
  if (!are_known(*map)) // what they were meant for would be told to be missing
    return route;
  if (at.problems() == before)
    check_conditions(route, *map, at);
  check_action(route, *map, at);
  const auto given = actions_in(*map);
  if (given.empty())
    at.refuse("it does nothing; write pool=, redirect= or respond=");
  else if (!map->contains("pool"))
    for (const auto& key : keys_behind_pool())
      if (map->contains(key))
        at.refuse(key + " means nothing without pool");
  return route;
}

bool shadows(const route_settings& earlier, const route_settings& later) {
  const auto same_headers = [&] {
    const auto is_there = [&](const header_condition& wanted) {
      return std::ranges::any_of(later.headers, [&](const header_condition& h) {
        return base::lower(h.name) == base::lower(wanted.name) && h.value == wanted.value;
      });
    };
    return earlier.headers.size() == later.headers.size() && std::ranges::all_of(earlier.headers, is_there);
  };
  const auto takes_methods = [&] {
    const auto is_there = [&](const std::string& method) {
      return std::ranges::find(earlier.methods, method) != earlier.methods.end();
    };
    return earlier.methods.empty() == later.methods.empty() && std::ranges::all_of(later.methods, is_there);
  };
  return earlier.host == later.host && earlier.path == later.path && earlier.path_exact == later.path_exact &&
         earlier.client_verified == later.client_verified && same_headers() && takes_methods();
}

} // namespace loadex::config
