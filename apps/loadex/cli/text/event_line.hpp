#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace loadex::cli {

/// One event of the API: when, what, to whom, from what to what, by whom and why.
/// @throws nlohmann::json::exception if it is not of that shape.
std::string event_line(const nlohmann::ordered_json& event, bool colours);

} // namespace loadex::cli
