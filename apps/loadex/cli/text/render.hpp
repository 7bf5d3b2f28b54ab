#pragma once

#include "apps/loadex/cli/traffic/traffic.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <string_view>

/// What the commands print, as text for people and as JSON for programs.
namespace loadex::cli {

/// The backends of the daemon's /api/health (URL to `true` or `false`), one a line.
/// @throws nlohmann::json::exception if `health` is not of that shape.
std::string health_table(const nlohmann::ordered_json& health, bool colours);

/// The pools of the API's list.
/// @throws nlohmann::json::exception if `list` is not of that shape, as all of these do.
std::string pools_table(const nlohmann::ordered_json& list);

/// The backends of the API's list; their pools too, if the list names more than one.
std::string backends_table(const nlohmann::ordered_json& list, bool colours);

/// How one backend is.
std::string state_line(const nlohmann::ordered_json& backend);

/// What a probe has found.
std::string probe_line(const nlohmann::ordered_json& verdict);

/// That the drain of `url` has begun, or is over already and the backend is `afterwards`.
std::string drain_begun(const std::string& url, const nlohmann::ordered_json& backend, std::string_view afterwards);

/// `1 request`, `2 requests`.
std::string requests(std::uint64_t count);

/// Who answered how often, what failed, and how long it took.
std::string traffic_report(const traffic_plan& plan, const traffic_result& result, bool colours);

/// The same for programs; latencies in milliseconds.
nlohmann::ordered_json traffic_json(const traffic_plan& plan, const traffic_result& result);

} // namespace loadex::cli
