#pragma once

#include "net/admin/route.hpp"

#include <nlohmann/json.hpp>

#include <string_view>
#include <vector>

namespace loadex::net::admin::openapi {

/// What the row does, as an OpenAPI operation.
nlohmann::ordered_json operation(const route& row);

/// The same asked with HEAD: its answers have no body.
nlohmann::ordered_json head_of(const route& row);

/// The statuses that the row may refuse with, in order: its own, and those of all rows of its kind.
std::vector<unsigned> refusals_of(const route& row);

} // namespace loadex::net::admin::openapi
