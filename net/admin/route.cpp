#include "net/admin/route.hpp"

#include <boost/url/pct_string_view.hpp>

#include <algorithm>
#include <tuple>

namespace loadex::net::admin {

namespace {

/// Whether `asked` is of the form `path`, or `below` it; `value` gets the segments that stand for names.
template <class Value>
bool is_of_form(std::string_view path, bool below, std::string_view asked, Value value) {
  for (auto name = path.find('{'); name != std::string_view::npos; name = path.find('{')) {
    if (!asked.starts_with(path.substr(0, name)))
      return false;
    asked.remove_prefix(name);
    path.remove_prefix(path.find('}') + 1);
    const auto segment = asked.substr(0, asked.find('/'));
    if (segment.empty())
      return false;
    value(segment);
    asked.remove_prefix(segment.size());
  }
  return asked.starts_with(path) && (asked.size() == path.size() || (below && asked[path.size()] == '/'));
}

/// `text` itself if its escapes are broken.
std::string decoded(std::string_view text) {
  const auto escaped = boost::urls::make_pct_string_view(text);
  return escaped ? escaped->decode() : std::string(text);
}

bool same_address(const route& a, const route& b) noexcept {
  return a.path == b.path && a.below == b.below;
}

/// Whether `a` says more of a path than `b` that covers it, too.
bool is_closer(const route& a, const route& b) noexcept {
  const auto depth = [](const route& row) {
    return std::tuple(std::ranges::count(row.path, '/'), std::min(row.path.find('{'), row.path.size()), !row.below);
  };
  return depth(a) > depth(b);
}

} // namespace

bool route::covers(std::string_view asked) const noexcept {
  return is_of_form(path, below, asked, [](std::string_view) {});
}

std::vector<std::string> values_in(const route& row, std::string_view asked) {
  std::vector<std::string> values;
  is_of_form(row.path, row.below, asked, [&](std::string_view segment) { values.push_back(decoded(segment)); });
  return values;
}

const route* find_route(std::span<const route> table, std::string_view path, std::string_view method) noexcept {
  const route* found = nullptr;
  for (const auto& row : table)
    if (row.covers(path) &&
        (found == nullptr || is_closer(row, *found) || (same_address(row, *found) && row.takes(method))))
      found = &row;
  return found;
}

bool cover(std::span<const route> table, std::string_view path, const config::admin_settings& how) noexcept {
  return std::ranges::any_of(
      table, [&](const route& row) { return (how.operations_paths || !row.operational) && row.covers(path); });
}

std::string allowed_methods(std::span<const route> table, const route& at) {
  std::string all;
  for (const auto& row : table)
    if (same_address(row, at))
      all.append(all.empty() ? "" : ", ").append(row.method == "GET" ? "GET, HEAD" : row.method);
  return all;
}

} // namespace loadex::net::admin
