#include "tests/docs/tables/pages.hpp"

#include "tests/support/e2e/temp_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace loadex::tests::docs {

namespace {

const std::filesystem::path top = SOURCE_TREE;

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos ? "" : std::string(text.substr(begin, text.find_last_not_of(' ') - begin + 1));
}

} // namespace

std::string content(const std::string& name) {
  return e2e::read_file(top / name);
}

std::vector<std::string> pages() {
  std::vector<std::string> found{"README.md", "CONTRIBUTING.md"};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(top / "docs"))
    if (entry.path().extension() == ".md")
      found.push_back(std::filesystem::relative(entry.path(), top).string());
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<place> places_of(std::string_view part) {
  const auto open = "<!-- " + std::string(part) + " -->\n";
  const auto close = "<!-- /" + std::string(part) + " -->";
  std::vector<place> found;
  for (auto& page : pages()) {
    const auto text = content(page);
    const auto begin = text.find(open);
    const auto end = text.find(close);
    if (begin != std::string::npos && end != std::string::npos)
      found.push_back({std::move(page), begin + open.size(), end - begin - open.size()});
  }
  return found;
}

std::string shown(const place& at) {
  return content(at.page).substr(at.begin, at.size);
}

void write(const place& at, std::string_view text) {
  auto page = content(at.page);
  page.replace(at.begin, at.size, text);
  std::ofstream(top / at.page) << page;
}

std::string difference(const place& at, const std::string& made) {
  const auto page = content(at.page);
  const auto has = lines(shown(at));
  const auto should_have = lines(made);
  const auto [one, other] = std::mismatch(has.begin(), has.end(), should_have.begin(), should_have.end());
  const auto line =
      std::count(page.begin(), page.begin() + static_cast<std::ptrdiff_t>(at.begin), '\n') + 1 + (one - has.begin());
  return at.page + ":" + std::to_string(line) + ": \"" + (one == has.end() ? "" : *one) + "\", not \"" +
         (other == should_have.end() ? "" : *other) + '"';
}

std::set<std::string> matches(const std::string& text, const char* pattern) {
  const std::regex what(pattern, std::regex::ECMAScript | std::regex::multiline);
  std::set<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), what), end; at != end; ++at)
    found.insert(at->str(1));
  return found;
}

std::vector<std::string> cells(std::string_view line) {
  std::vector<std::string> found;
  if (!line.starts_with('|'))
    return found;
  for (auto end = line.find('|', 1); end != std::string_view::npos; end = line.find('|', 1)) {
    found.push_back(trimmed(line.substr(1, end - 1)));
    line.remove_prefix(end);
  }
  return found;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    found.push_back(line);
  return found;
}

} // namespace loadex::tests::docs
