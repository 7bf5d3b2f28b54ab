#pragma once

#include "config/map_rows.hpp"
#include "config/settings.hpp"

#include <string>
#include <vector>

namespace loadex::config {

/// What a file says of a listener.
const std::vector<map_row<listener_settings>>& listener_rows();

/// Reads `{port=8080, routes=[...], pool="web"}`.
listener_settings read_listener(const std::string& name, const caf::config_value& value, const place& at);

} // namespace loadex::config
