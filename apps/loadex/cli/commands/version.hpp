#pragma once

#include "apps/loadex/cli/commands/choice.hpp"

namespace loadex::cli {

/// Shows the version of this program, and of the daemon if that tells.
int show_version(const pool_choice& of);

} // namespace loadex::cli
