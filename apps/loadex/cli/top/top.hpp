#pragma once

#include "apps/loadex/cli/commands/choice.hpp"

namespace loadex::cli {

/// Shows the backends of a pool, or of all, and their traffic, again every second until it is told to end. Where stdout
/// is no terminal it shows them once.
int watch_top(const pool_choice& of);

} // namespace loadex::cli
