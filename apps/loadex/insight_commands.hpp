#pragma once

#include "apps/loadex/options.hpp"

namespace loadex::cli {

/// The commands that only look.
void add_insight_commands(CLI::App& app, action& run);

} // namespace loadex::cli
