#pragma once

#include "net/admin/fields.hpp"

#include <nlohmann/json.hpp>

#include <vector>

namespace loadex::net::admin::openapi {

/// The JSON schema of an object that has these fields and no others.
nlohmann::ordered_json schema_of(const std::vector<field>& fields);

} // namespace loadex::net::admin::openapi
