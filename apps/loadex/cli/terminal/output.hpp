#pragma once

#include "apps/exit_code.hpp"

#include <string_view>

namespace loadex::cli {

enum class output_format { table, json };

/// Prints why a command has failed on stderr; the exit code.
int fail(std::string_view message, exit_code code = exit_failed);

} // namespace loadex::cli
