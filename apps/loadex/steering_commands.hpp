#pragma once

#include "apps/loadex/options.hpp"

namespace loadex::cli {

/// The commands over the REST API.
void add_steering_commands(CLI::App& app, action& run);

} // namespace loadex::cli
