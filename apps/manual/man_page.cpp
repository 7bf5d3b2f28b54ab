#include "apps/manual/man_page.hpp"

#include <fstream>

namespace loadex::manual {

std::optional<std::filesystem::path> write(const std::vector<man_page>& pages, const std::filesystem::path& folder) {
  for (const auto& page : pages) {
    std::ofstream file{folder / page.file};
    file << page.text << std::flush;
    if (!file)
      return folder / page.file;
  }
  return std::nullopt;
}

std::string escaped(std::string_view text) {
  std::string result;
  bool begins = true; // a line
  for (const char c : text) {
    if (begins && (c == '.' || c == '\''))
      result += "\\&";
    begins = c == '\n';
    if (c == '\\')
      result += "\\e";
    else if (c == '-')
      result += "\\-";
    else
      result += c;
  }
  return result;
}

std::string bold(std::string_view text) {
  return "\\fB" + escaped(text) + "\\fR";
}

std::string italic(std::string_view text) {
  return "\\fI" + escaped(text) + "\\fR";
}

} // namespace loadex::manual
