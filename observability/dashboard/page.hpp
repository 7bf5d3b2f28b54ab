#pragma once

#include <string_view>

namespace loadex::observability::dashboard {

/// A file of the page: index.html, its style, its modules.
struct part {
  std::string_view name;
  std::string_view type;
  std::string_view tag; // of its content: another has another
  std::string_view content;
};

/// The part of that name; nullptr if there is none.
const part* find(std::string_view name) noexcept;

} // namespace loadex::observability::dashboard
