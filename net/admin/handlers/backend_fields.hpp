#pragma once

#include "config/settings.hpp"
#include "net/admin/fields.hpp"

#include <vector>

namespace loadex::net::admin::handlers {

/// All that a backend can be given, as the configuration file has it, but with `_` for `-`; taken to `to`, which
/// outlives the fields.
std::vector<field> fields_of(config::backend_settings& to);

} // namespace loadex::net::admin::handlers
