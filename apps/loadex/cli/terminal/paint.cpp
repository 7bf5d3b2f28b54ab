#include "apps/loadex/cli/terminal/paint.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace loadex::cli {

std::string coloured(std::string_view text, fmt::terminal_color colour, bool colours) {
  return colours ? fmt::format(fmt::fg(colour), "{}", text) : std::string{text};
}

fmt::terminal_color colour_of_state(std::string_view state) {
  if (state == "healthy")
    return fmt::terminal_color::green;
  return state == "unhealthy" || state == "ejected" ? fmt::terminal_color::red : fmt::terminal_color::yellow;
}

table_cell cell(std::string text, fmt::terminal_color colour, bool colours) {
  return {std::move(text), colours ? std::optional{colour} : std::nullopt};
}

table_cell state_cell(const std::string& state, bool colours) {
  return cell(state, colour_of_state(state), colours);
}

} // namespace loadex::cli
