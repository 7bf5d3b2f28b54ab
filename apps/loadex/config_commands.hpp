#pragma once

#include "apps/loadex/options.hpp"

namespace loadex::cli {

/// The commands about the daemon's configuration.
void add_config_commands(CLI::App& app, action& run);

} // namespace loadex::cli
