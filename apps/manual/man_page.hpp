#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Pages of the manual, in the language of man(7).
namespace loadex::manual {

struct man_page {
  std::string file; // such as `loadex-drain.1`
  std::string text;
};

/// Writes the pages into `folder`, which is there; returns the file that could not be written, if there is one.
std::optional<std::filesystem::path> write(const std::vector<man_page>& pages, const std::filesystem::path& folder);

/// `text` as it is, to roff.
std::string escaped(std::string_view text);

std::string bold(std::string_view text);

std::string italic(std::string_view text);

} // namespace loadex::manual
