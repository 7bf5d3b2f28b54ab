#pragma once

#include "net/admin/route.hpp"

#include <nlohmann/json.hpp>

#include <span>

/// How Loadex's addresses are described to programs.
namespace loadex::net::admin::openapi {

/// The rows as an OpenAPI document (3.1): an operation for each that answers.
nlohmann::ordered_json document(std::span<const route> rows);

} // namespace loadex::net::admin::openapi
