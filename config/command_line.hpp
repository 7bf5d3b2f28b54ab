#pragma once

#include "config/load.hpp"
#include "config/setting_table.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
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

/// An option that is no setting.
struct plain_option {
  std::string_view names; // `-h,--help`
  std::string_view value; // what follows it, such as FILE, if something does
  std::string_view meaning;
};

/// What the program is to do, and with which file.
inline constexpr std::array<plain_option, 5> plain_options{{
    {"-h,--help", "", "Print this help and exit"},
    {"--version", "", "Print the version and exit"},
    {"--check", "", "Validate the configuration, print every setting in force and exit"},
    {"--explain-route", "REQUEST",
     "With --check: which route and pool take a request such as 'GET http://api.example.org/v1/x'"},
    {"--config-file", "FILE", "The configuration file (loadbalancer.conf in the current folder, if present)"},
}};

/// How a setting is called on the command line: `--health.interval`.
std::string option_name(const setting& row);

} // namespace loadex::config
