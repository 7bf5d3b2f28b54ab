#include "config/sites.hpp"

#include "config/backend_rows.hpp"
#include "config/header_change_rows.hpp"
#include "config/listener_rows.hpp"
#include "config/pool_rows.hpp"
#include "config/route_rows.hpp"
#include "config/tls_rows.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace loadex::config {

bool has_sites(const settings& all) {
  return !all.listeners.empty() || !all.pools.empty();
}

bool is_of_only_site(const setting& row) {
  constexpr auto keys = std::to_array<std::string_view>({"port", "address", "algo", "backends"});
  return row.section == "global" && std::ranges::find(keys, row.key) != keys.end();
}

std::string print_listener(const listener_settings& listener) {
  return print_block(listener_rows(), listener);
}

std::string print_pool(const pool_settings& pool) {
  return print_block(pool_rows(), pool);
}

std::string sites_as_file(const settings& all) {
  std::string result;
  if (!all.listeners.empty())
    result += std::string("\n[") + listeners_section + "]\n";
  for (const auto& listener : all.listeners)
    result += print_listener(listener);
  if (!all.pools.empty())
    result += std::string("\n[") + pools_section + "]\n";
  for (const auto& pool : all.pools)
    result += print_pool(pool);
  return result;
}

std::string listener_keys_as_markdown() {
  return rows_as_markdown(listener_rows());
}

std::string tls_keys_as_markdown() {
  return rows_as_markdown(tls_rows());
}

std::string route_keys_as_markdown() {
  return rows_as_markdown(route_rows());
}

std::string header_change_keys_as_markdown() {
  return rows_as_markdown(header_change_rows(direction::request));
}

std::string pool_keys_as_markdown() {
  return rows_as_markdown(pool_rows());
}

std::string backend_keys_as_markdown() {
  return rows_as_markdown(backend_rows());
}

} // namespace loadex::config
