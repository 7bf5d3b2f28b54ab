#include "net/http/routes.hpp"

#include "net/http/normal_path.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <bit>
#include <tuple>

namespace loadex::net::http {

namespace {

using boost::beast::iequals;

/// The key of what is at or below `path`.
std::string_view key_of(std::string_view path) noexcept {
  return path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
}

void note(std::size_t length, std::vector<std::size_t>& longest_first) {
  const auto at = std::ranges::lower_bound(longest_first, length, std::greater<>());
  if (at == longest_first.end() || *at != length)
    longest_first.insert(at, length);
}

} // namespace

std::string_view host_of(std::string_view authority) noexcept {
  const auto name_end = authority.starts_with('[') ? authority.find(']') : 0;
  auto host = authority.substr(0, authority.find(':', name_end));
  if (host.ends_with('.'))
    host.remove_suffix(1);
  return host;
}

routes::routes(std::span<const config::route_settings> settings) {
  conditions_.reserve(settings.size());
  std::vector<std::size_t> in_precedence;
  for (const auto& route : settings) {
    in_precedence.push_back(in_precedence.size());
    auto& wanted = conditions_.emplace_back(conditions{route.client_verified, route.methods, {}});
    for (const auto& h : route.headers)
      wanted.headers.push_back({boost::beast::http::string_to_field(h.name), h.name, h.value});
  }
  std::ranges::sort(in_precedence, {}, [&](std::size_t route) {
    const auto& wanted = conditions_[route];
    return std::tuple(wanted.methods.empty(), !wanted.verified, -static_cast<std::ptrdiff_t>(wanted.headers.size()),
                      route);
  });

  std::string scratch;
  for (const auto i : in_precedence) {
    const auto& route = settings[i];
    auto& at = site_of(route.host);
    const auto path = normal_path(route.path, scratch);
    if (route.path_exact) {
      at.exact[path].push_back(i);
    } else {
      at.below[key_of(path)].push_back(i);
      note(key_of(path).size(), at.depths);
    }
  }
}

routes::site& routes::site_of(std::string_view host) {
  if (host.empty())
    return anywhere_;
  if (!host.starts_with("*."))
    return names_[host_of(host)];
  const auto suffix = host_of(host.substr(1));
  note(suffix.size(), suffix_lengths_);
  return suffixes_[suffix];
}

template <class Visit>
bool routes::visit(const site& at, std::string_view path, Visit wants) {
  if (const auto* exact = at.exact.find(path); exact != nullptr && std::ranges::any_of(*exact, wants))
    return true;
  for (const auto length : at.depths) {
    const bool ends_segment = length == 0 || path.size() == length || (path.size() > length && path[length] == '/');
    if (!ends_segment)
      continue;
    const auto* below = at.below.find(path.substr(0, length));
    if (below != nullptr && std::ranges::any_of(*below, wants))
      return true;
  }
  return false;
}

/// Calls `wants` with the routes that take such requests, the first first, until it says yes.
template <class Visit>
bool routes::visit(std::string_view host, std::string_view path, Visit wants) const {
  if (const auto* named = names_.find(host); named != nullptr && visit(*named, path, wants))
    return true;
  for (const auto length : suffix_lengths_) {
    if (host.size() <= length || host[host.size() - length] != '.')
      continue;
    const auto* suffix = suffixes_.find(host.substr(host.size() - length));
    if (suffix != nullptr && visit(*suffix, path, wants))
      return true;
  }
  return visit(anywhere_, path, wants);
}

routed routes::find(const request_head& head, const request_framing& framing, bool verified,
                    std::string& scratch) const {
  if (empty())
    return {};
  const asked what{head, host_of(framing.host), verified};
  const auto spelling = spelling_of(framing.target);
  auto path = spelling.path;
  if (!spelling.normal) {
    scratch.clear();
    append_normal(path, 0, scratch);
    path = scratch;
  }
  const auto found = look_up(what, path);
  return {found, spelling.doubts != 0 && read_otherwise(what, spelling.path, spelling.doubts, found, scratch)};
}

std::optional<std::size_t> routes::look_up(const asked& what, std::string_view path) const {
  std::optional<std::size_t> found;
  visit(what.host, path, [&](std::size_t route) {
    if (!takes(route, what.head, what.verified))
      return false;
    found = route;
    return true;
  });
  return found;
}

/// Whether any server that reads some of the `doubts` differently would see a path that another route takes.
bool routes::read_otherwise(const asked& what, std::string_view path, unsigned doubts, std::optional<std::size_t> found,
                            std::string& scratch) const {
  if ((doubts & escaped_nul) || std::popcount(doubts) > 2) // nobody means it
    return true;
  for (auto some = doubts; some != 0; some = (some - 1) & doubts) { // all subsets but the empty one
    scratch.clear();
    append_normal(path, some, scratch);
    if (look_up(what, scratch) != found)
      return true;
  }
  return false;
}

bool routes::takes(std::size_t route, const request_head& head, bool verified) const {
  const auto& [wants_verified, methods, headers] = conditions_[route];
  if (wants_verified && !verified)
    return false;
  if (!methods.empty() && std::ranges::find(methods, head.method_text) == methods.end())
    return false;
  return std::ranges::all_of(headers, [&](const header_row& wanted) {
    return std::ranges::any_of(head.headers, [&](const header& h) {
      return h.known == wanted.known && iequals(h.name, wanted.name) && (!wanted.value || h.value == *wanted.value);
    });
  });
}

std::vector<std::size_t> routes::in_order(std::string_view authority, std::string_view path) const {
  std::vector<std::size_t> all;
  visit(host_of(authority), path, [&](std::size_t route) {
    all.push_back(route);
    return false;
  });
  return all;
}

} // namespace loadex::net::http
