#pragma once

#include "config/map_rows.hpp"
#include "config/tls_settings.hpp"

#include <vector>

namespace loadex::config {

/// What `tls={...}` of a listener may say, in the order in which it is written.
const std::vector<map_row<tls_settings>>& tls_rows();

/// Tells what is wrong with it.
tls_settings read_tls(const caf::config_value& value, const place& at);

} // namespace loadex::config
