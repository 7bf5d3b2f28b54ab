#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

/// Changes of the configuration, told to people.
/// They throw nlohmann::json::exception if what they get is not what the API says.
namespace loadex::cli {

/// What a configuration would change: `+` who joins, `-` who leaves, `~` what changes, and what share of keys moves.
std::string plan_text(const nlohmann::ordered_json& plan, bool colours);

/// What a reload has changed.
std::string reload_text(const nlohmann::ordered_json& done);

/// Who has taken over from whom.
std::string upgrade_text(const nlohmann::ordered_json& done);

/// How the last reload went, and what is in force.
std::string reload_state_text(const nlohmann::ordered_json& state);

/// What has been written to the file.
std::string saved_text(const nlohmann::ordered_json& done);

} // namespace loadex::cli
