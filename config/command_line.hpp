#pragma once

#include "config/load.hpp"
#include "config/setting_table.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace loadex::config {

/// A command line, taken apart; its values are not checked yet.
struct command_line {
  command::action what = command::action::run;
  std::string text;                // of print_and_exit
  std::optional<std::string> file; // of --config-file
  std::string explain_route;       // of check
  std::vector<std::pair<const setting*, std::string>> values;
};

/// Takes the command line apart. Long options may have one dash or two, and their value after a space or `=`.
/// Adds each option and argument it does not know to `problems`.
/// @throws invalid_configuration if the command line cannot be taken apart at all.
command_line parse_command_line(int argc, const char* const* argv, std::vector<std::string>& problems);

/// How a setting is called on the command line: `--health.interval`.
std::string option_name(const setting& row);

} // namespace loadex::config
