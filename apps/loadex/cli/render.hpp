#pragma once

#include "apps/loadex/cli/traffic.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

/// What the commands print, as text for people and as JSON for programs.
namespace loadex::cli {

/// The backends of the daemon's /api/health (URL to `true` or `false`), one a line.
/// @throws nlohmann::json::exception if `health` is not of that shape.
std::string health_table(const nlohmann::ordered_json& health, bool colours);

/// Who answered how often, what failed, and how long it took.
std::string traffic_report(const traffic_plan& plan, const traffic_result& result, bool colours);

/// The same for programs; latencies in milliseconds.
nlohmann::ordered_json traffic_json(const traffic_plan& plan, const traffic_result& result);

} // namespace loadex::cli
