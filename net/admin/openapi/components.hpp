#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace loadex::net::admin::openapi {

/// What the operations share: schemas with an example each, parameters, headers, refusals, and how to prove who asks.
const nlohmann::ordered_json& components();

/// The example of the schema of that name.
const nlohmann::ordered_json& example_of(std::string_view schema);

/// What a status says, in a few words.
std::string meaning_of(unsigned status);

} // namespace loadex::net::admin::openapi
