#include "tests/support/e2e/exposition.hpp"

#include <algorithm>
#include <sstream>

namespace loadex::tests::e2e {

exposition::exposition(const std::string& page) {
  constexpr std::string_view type_line = "# TYPE ";
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    const auto space = line.rfind(' ');
    if (line.starts_with(type_line))
      types_[line.substr(type_line.size(), space - type_line.size())] = line.substr(space + 1);
    else if (!line.empty() && line[0] != '#')
      series_[line.substr(0, space)] = std::stod(line.substr(space + 1));
  }
}

double exposition::sum(std::string_view name, std::initializer_list<std::string> labels) const {
  double total = 0;
  for (const auto& [text, value] : series_)
    if (text.substr(0, text.find('{')) == name &&
        std::ranges::all_of(labels, [&, &one = text](const auto& l) { return one.find(l) != std::string::npos; }))
      total += value;
  return total;
}

std::string exposition::type(const std::string& family) const {
  const auto found = types_.find(family);
  return found == types_.end() ? "" : found->second;
}

} // namespace loadex::tests::e2e
