#pragma once

#include "apps/loadex/options.hpp"

#include <optional>

namespace loadex::cli {

/// The commands about this program itself.
void add_shell_commands(CLI::App& app, action& run);

/// Carries out what shells and the installation ask for, which no help names: `__complete WORD...` prints what the last
/// word could become, `__man FOLDER` writes the pages of the manual. The exit code, if it was one of these.
std::optional<int> run_hidden_command(const CLI::App& app, int argc, char** argv);

} // namespace loadex::cli
