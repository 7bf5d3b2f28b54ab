#pragma once

#include "apps/loadex/cli/terminal/table.hpp"

#include <fmt/color.h>

#include <string>
#include <string_view>

/// Colours, if they are wanted.
namespace loadex::cli {

std::string coloured(std::string_view text, fmt::terminal_color colour, bool colours);

/// Green if it serves, red if it is down, else yellow.
fmt::terminal_color colour_of_state(std::string_view state);

table_cell cell(std::string text, fmt::terminal_color colour, bool colours);
table_cell state_cell(const std::string& state, bool colours);

} // namespace loadex::cli
