#pragma once

#include "apps/loadex/options.hpp"

namespace loadex::cli {

/// The commands that need no more than what every daemon answers: health, traffic, one more backend.
void add_everyday_commands(CLI::App& app, action& run);

} // namespace loadex::cli
