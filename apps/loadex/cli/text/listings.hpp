#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

/// What is in force, as tables for people.
/// They throw nlohmann::json::exception if what they get is not what the API says.
namespace loadex::cli {

/// The routes of each listener, in their order.
std::string routes_table(const nlohmann::ordered_json& list);

std::string listeners_table(const nlohmann::ordered_json& list);

/// The certificates of each listener.
std::string certificates_table(const nlohmann::ordered_json& list);

/// Which route of each listener takes a request, a line each.
std::string takers_text(const nlohmann::ordered_json& said);

/// The same, and which backend it would go to, and why each other one not.
std::string explanation(const nlohmann::ordered_json& said, bool colours);

} // namespace loadex::cli
