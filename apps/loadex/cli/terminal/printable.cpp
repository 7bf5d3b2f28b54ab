#include "apps/loadex/cli/terminal/printable.hpp"

#include <algorithm>

namespace loadex::cli {

namespace {

/// Whether a byte of UTF-8 begins a character.
bool begins(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

} // namespace

std::string printable(std::string_view text) {
  std::string shown;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    // U+0080 to U+009F are control characters as well: two bytes, of which the first is C2.
    const bool is_long_control = c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if ((c < ' ' && c != '\n') || c == 0x7F || is_long_control)
      shown += '?';
    else
      shown += text[i];
    i += is_long_control ? 1 : 0;
  }
  return shown;
}

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins));
}

std::string shortened(std::string_view text, std::size_t columns) {
  if (columns_of(text) <= columns)
    return std::string{text};
  std::size_t kept = 0; // characters
  std::size_t size = 0; // their bytes
  while (size < text.size() && (!begins(text[size]) || kept < columns)) {
    kept += begins(text[size]) ? 1 : 0;
    ++size;
  }
  if (columns == 0)
    return {};
  while (!begins(text[--size])) {
  }
  return std::string{text.substr(0, size)} + "…";
}

} // namespace loadex::cli
