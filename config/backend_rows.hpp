#pragma once

#include "config/map_rows.hpp"
#include "config/settings.hpp"

namespace loadex::config {

/// What belongs to one backend.
const std::vector<map_row<backend_settings>>& backend_rows();

/// Reads `{url="http://10.0.0.1:8001", weight=2, ...}` or only the URL.
backend_settings read_backend(const caf::config_value& value, const place& at);

/// Reads `URL`, `URL;weight=2;health.path=/up` or `URL=2`, which is its weight.
backend_settings read_backend(std::string_view text, const place& at);

} // namespace loadex::config
