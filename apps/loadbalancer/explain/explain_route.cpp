#include "apps/loadbalancer/explain/explain_route.hpp"

#include "base/text.hpp"
#include "net/admin/route_table.hpp"
#include "net/http/normal_path.hpp"
#include "net/http/route_answer.hpp"
#include "net/http/route_words.hpp"
#include "net/http/routes.hpp"
#include "net/http1/imagined_request.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace loadex {

namespace {

using namespace net;
using config::route_settings;
using config::snapshot;
using http::conditions_of;
using http::host_of;
using http::name_of;
using http::path_of;

/// The one that a client would send for that URL.
struct asked_for {
  asked_for(std::string_view method, std::string_view url);

  http1::imagined_request request;
  std::optional<std::uint16_t> port; // that the URL has
};

/// What stands in `url` for the host and port.
std::string_view authority_in(std::string_view url) {
  const auto begin = url.find("://");
  const auto rest = begin == std::string_view::npos ? std::string_view() : url.substr(begin + 3);
  return rest.substr(0, rest.find_first_of("/?"));
}

asked_for::asked_for(std::string_view method, std::string_view url)
    : request(method, url, authority_in(url)) {
  const auto host = request.framing.host;
  const auto colon = host.rfind(':');
  if (colon != std::string_view::npos && !host.ends_with(']'))
    port = base::number_from<std::uint16_t>(host.substr(colon + 1));
}

/// Routes that take the request but for their host or but for their path, as lines.
std::vector<std::string> near_misses(const std::vector<route_settings>& routes, std::string_view host,
                                     std::string_view path) {
  constexpr std::size_t most = 3;
  auto whatever_path = routes;
  auto whatever_host = routes;
  for (auto& route : whatever_path) {
    route.path = "/";
    route.path_exact = false;
  }
  for (auto& route : whatever_host)
    route.host.clear();
  const auto both = http::routes(routes).in_order(host, path);
  const auto misses = [&](std::size_t route) { return std::ranges::find(both, route) == both.end(); };
  std::vector<std::string> lines;
  for (const auto i : http::routes(whatever_path).in_order(host, "/"))
    if (misses(i) && !routes[i].host.empty())
      lines.push_back(name_of(routes[i], i) + " has this host, but " + path_of(routes[i]));
  for (const auto i : http::routes(whatever_host).in_order(host, path))
    if (misses(i) && routes[i].path != "/")
      lines.push_back(name_of(routes[i], i) + " has this path, but " + host_of(routes[i]));
  lines.resize(std::min(lines.size(), most));
  return lines;
}

std::string changes_of(const config::header_changes& changes) {
  std::vector<std::string> parts;
  for (const auto& name : changes.remove)
    parts.push_back(name + " is removed");
  for (const auto& line : changes.set)
    parts.push_back(line.name + " is set to " + line.value);
  for (const auto& line : changes.add)
    parts.push_back(line.name + ": " + line.value + " is added");
  return base::join(parts, ", ", [](const std::string& part) { return part; });
}

/// Lines about one listener.
class explanation {
public:
  explanation(const snapshot& now, const config::listener_settings& listener, const http1::imagined_request& asked)
      : now_(now)
      , listener_(listener)
      , asked_(asked) {
    text_ = "listener " + listener.name + ", port " + std::to_string(listener.port) + "\n";
    std::string scratch;
    path_ = http::normal_path(asked.framing.target, scratch);
  }

  std::string tell() {
    if (is_our_own())
      say("this is an address of Loadex's own, and no route's");
    else
      tell_route();
    return std::move(text_);
  }

private:
  void say(const std::string& line) { text_ += "  " + line + "\n"; }

  bool is_our_own() const {
    const auto path = http::spelling_of(asked_.framing.target).path; // they are met as they are spelled
    return listener_.admin && net::admin::cover(net::admin::route_table(), path, now_.all.admin);
  }

  /// Why a route does not take it although its host and path do.
  std::string unmet_of(const route_settings& route) const {
    const auto why = http::unmet_of(route, asked_.head);
    return why.starts_with("it wants") ? why + "; headers are taken as missing here" : why;
  }

  void tell_route() {
    const http::routes compiled(listener_.routes);
    std::string scratch;
    const auto found = compiled.find(asked_.head, asked_.framing, false, scratch);
    if (path_ != http::spelling_of(asked_.framing.target).path)
      say("routes see the path " + path_);
    bool taken = false;
    for (const auto i : compiled.in_order(asked_.framing.host, path_)) {
      const auto& route = listener_.routes[i];
      if (taken)
        say(name_of(route, i) + " would be next: " + conditions_of(route));
      else if (found.route == i)
        say(name_of(route, i) + " takes it: " + conditions_of(route));
      else
        say(name_of(route, i) + " comes first, but " + unmet_of(route));
      if (taken)
        break;
      taken = found.route == i;
    }
    if (found.ambiguous)
      return say("refused with 400: another server may read the path as one for another route");
    if (found.route)
      return tell_action(listener_.routes[*found.route]);

    if (!compiled.empty())
      say("no route takes it");
    for (const auto& line : near_misses(listener_.routes, asked_.framing.host, path_))
      say(line);
    if (!listener_.otherwise)
      return say("answered with 404");
    tell_action(*listener_.otherwise);
  }

  void tell_action(const route_settings& route) {
    if (route.pool.empty())
      return tell_answer(route);
    tell_pool(route.pool);
    if (route.strip_prefix && route.path != "/") {
      std::string scratch;
      say("the backend is asked for " + std::string(http::strip_prefix(asked_.framing.target, route.path, scratch)) +
          ", with X-Forwarded-Prefix: " + route.path);
    }
    if (!route.request_headers.empty())
      say("of the request, " + changes_of(route.request_headers));
    if (!route.response_headers.empty())
      say("of the response, " + changes_of(route.response_headers));
    if (!route.own.given.empty())
      say("it has its own " + base::join(route.own.given, ", ", [](const std::string& name) { return name; }));
  }

  void tell_answer(const route_settings& route) {
    const auto answer = http::answer_of(route, asked_.framing);
    say("answered with " + std::to_string(answer.status) +
        (answer.headers.empty() ? " and a body of " + std::to_string(answer.body.size()) + " bytes"
                                : ", " + answer.headers.substr(0, answer.headers.find('\r'))));
  }

  void tell_pool(const std::string& name) {
    const auto pool = std::ranges::find(now_.pools, name, [](const snapshot::pool& p) { return p.how.name; });
    auto line = "goes to pool " + name;
    if (pool != now_.pools.end()) {
      const auto count = pool->how.backends.size();
      line += ": " + std::string(config::describe(pool->how.algo).name) + ", " + std::to_string(count) +
              (count == 1 ? " backend" : " backends");
    }
    say(line);
  }

  const snapshot& now_;
  const config::listener_settings& listener_;
  const http1::imagined_request& asked_;
  std::string path_; // in normal spelling
  std::string text_;
};

base::mistake refused(std::string_view request, std::string_view why) {
  std::string line(request);
  std::ranges::replace_if(
      line, [](char c) { return c < ' ' || c > '~'; }, '?');
  return {"'" + line + "' " + std::string(why) + "; write one such as 'GET http://api.example.org/v1/x'"};
}

} // namespace

base::expected<std::string> explain_route(const config::snapshot& now, std::string_view request) {
  const auto text = base::trim(request);
  const auto blank = text.find(' ');
  const auto method = blank == std::string_view::npos ? "GET" : text.substr(0, blank);
  const auto url = base::trim(blank == std::string_view::npos ? text : text.substr(blank + 1));
  if (url.find("://") == std::string_view::npos)
    return refused(request, "has no URL with http:// or https://");
  if (std::ranges::any_of(text, [](char c) { return c < ' ' || c > '~'; }) || url.find(' ') != std::string_view::npos)
    return refused(request, "is more than a method and a URL");
  const asked_for asked(method, url);
  if (!asked.request.is_whole())
    return refused(request, "is a request that is refused");

  std::string told;
  for (const auto& listener : now.listeners)
    if (!asked.port || *asked.port == listener.how.port)
      told += explanation(now, listener.how, asked.request).tell();
  if (told.empty())
    told = "no listener has port " + std::to_string(*asked.port) + "; there are " +
           base::join(now.listeners, ", ",
                      [](const snapshot::listener& l) { return l.how.name + " at " + std::to_string(l.how.port); }) +
           "\n";
  return told;
}

} // namespace loadex
