#pragma once

#include "config/map_rows.hpp"
#include "config/settings.hpp"

#include <string>
#include <vector>

namespace loadex::config {

/// What a file says of a pool.
const std::vector<map_row<pool_settings>>& pool_rows();

/// Reads `{algo="leastconnection", backends=[...], health={path="/up"}}`.
pool_settings read_pool(const std::string& name, const caf::config_value& value, const place& at);

} // namespace loadex::config
