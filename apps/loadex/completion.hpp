#pragma once

#include <CLI/App.hpp>

#include <string>
#include <vector>

namespace loadex::cli {

/// Stands for the names of files, which the shell knows.
inline constexpr auto names_of_files = ":files";

/// What the last of `words`, which follow the program's name, could become: commands, options, and their values, of
/// which the daemon is asked for pools and backends. Takes a second at most and says nothing if it is not there.
std::vector<std::string> complete(const CLI::App& app, std::vector<std::string> words);

} // namespace loadex::cli
