#include "net/admin/route.hpp"

namespace loadex::net::admin {

namespace {

bool same_address(const route& a, const route& b) noexcept {
  return a.path == b.path && a.below == b.below;
}

/// Whether `a` says more of a path than `b` that covers it, too.
bool is_closer(const route& a, const route& b) noexcept {
  return a.path.size() > b.path.size() || (a.path.size() == b.path.size() && b.below && !a.below);
}

} // namespace

const route* find_route(std::span<const route> table, std::string_view path, std::string_view method) noexcept {
  const route* found = nullptr;
  for (const auto& row : table)
    if (row.covers(path) &&
        (found == nullptr || is_closer(row, *found) || (same_address(row, *found) && row.takes(method))))
      found = &row;
  return found;
}

std::string allowed_methods(std::span<const route> table, const route& at) {
  std::string all;
  for (const auto& row : table)
    if (same_address(row, at))
      all.append(all.empty() ? "" : ", ").append(row.method == "GET" ? "GET, HEAD" : row.method);
  return all;
}

} // namespace loadex::net::admin
