#pragma once

#include "config/setting_table.hpp"
#include "config/settings.hpp"

#include <string>

/// The sections [listeners] and [pools], whose keys are names.
namespace loadex::config {

inline constexpr const char* listeners_section = "listeners";
inline constexpr const char* pools_section = "pools";

/// Whether there are listeners and pools by name, and not one of each in section [global].
bool has_sites(const settings& all);

/// Whether the setting tells of the one listener or pool that section [global] has.
bool is_of_only_site(const setting& row);

/// `site={...}`, on several lines.
std::string print_listener(const listener_settings& listener);
std::string print_pool(const pool_settings& pool);

/// Both sections as the file has them.
std::string sites_as_file(const settings& all);

/// The keys of each map, as docs/reference/settings.md shows them.
std::string listener_keys_as_markdown();
std::string tls_keys_as_markdown();
std::string route_keys_as_markdown();
std::string header_change_keys_as_markdown();
std::string pool_keys_as_markdown();
std::string backend_keys_as_markdown();

} // namespace loadex::config
