#pragma once

#include "config/map_rows.hpp"
#include "config/settings.hpp"

#include <string>
#include <vector>

namespace loadex::config {

/// What a file says of a route.
const std::vector<map_row<route_settings>>& route_rows();

/// Those of `route_rows` that say what becomes of a request.
std::vector<map_row<route_settings>> action_rows();

/// Reads `{host="api.example.org", path="/v1", pool="api"}`.
route_settings read_route(const caf::config_value& value, const place& at);

/// Gives what is done its status, and tells what is wrong with it; `keys` are those given.
void check_action(route_settings& route, const caf::config_value::dictionary& keys, const place& at);

/// Whether whatever `later` takes is taken by `earlier` before: it has the same host and path, the same conditions
/// on headers, and the methods of the other. What several take together is not asked.
bool shadows(const route_settings& earlier, const route_settings& later);

} // namespace loadex::config
