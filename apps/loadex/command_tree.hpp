#pragma once

#include <CLI/App.hpp>

#include <string>
#include <string_view>
#include <vector>

/// What CLI11 knows of the commands, for who tells of them.
namespace loadex::cli {

/// The commands that a command has.
std::vector<const CLI::App*> commands_of(const CLI::App& command);

/// Its long options, such as `--pool`.
std::vector<std::string> long_options_of(const CLI::App& command);

/// Its whole name, such as `loadex config check`.
std::string name_of(const CLI::App& command, std::string_view between = " ");

} // namespace loadex::cli
