#pragma once

#include "base/expected.hpp"

#include <nlohmann/json.hpp>

#include <string_view>

namespace loadex::net::admin {

/// The JSON object that `text` is (RFC 8259). Refused are also what two parsers could read differently, a key that
/// stands twice in an object, and more than 8 levels of lists and objects.
base::expected<nlohmann::ordered_json> read_object(std::string_view text);

} // namespace loadex::net::admin
