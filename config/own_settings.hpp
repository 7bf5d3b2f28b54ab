#pragma once

#include "config/place.hpp"
#include "config/setting_table.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What one backend, pool, listener or route has of its own, in maps such as `health={path="/up", interval=1s}`.
namespace loadex::config {

/// Gives it a value of that setting. @throws std::invalid_argument saying what is allowed.
void set_own(own_settings& to, const setting& row, std::string_view text);

/// The sections with settings that may differ by `whose`.
std::vector<std::string> sections_of(scope whose);

/// Reads the map of one section.
void read_own(own_settings& to, scope whose, const std::string& section, const caf::config_value& value,
              const place& at);

/// That map as the file has it; empty if it has nothing of that section.
std::string print_own(const own_settings& own, const std::string& section);

} // namespace loadex::config
