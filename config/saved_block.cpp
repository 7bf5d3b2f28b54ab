#include "config/saved_block.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace loadex::config {

namespace {

constexpr std::string_view begin_mark = "; ==== saved by Loadex: begin";
constexpr std::string_view end_mark = "; ==== saved by Loadex: end";
constexpr std::string_view about =
    "; Written by POST /loadex/v1/config/save. What stands here for a pool takes the place of what the other sections\n"
    "; say of it. The next save replaces all of it; if you delete it, marks and all, the other sections hold again.\n";

/// Where the block stands in the text; an empty place if there is none.
struct extent {
  std::size_t begin = 0;
  std::size_t end = 0;
};

bool is_mark(std::string_view line, std::string_view mark) {
  line = line.substr(0, line.find_last_not_of(" \t\r\n") + 1);
  return line == mark;
}

base::mistake misplaced(std::string_view mark, std::size_t line) {
  return {"line " + std::to_string(line) + ": \"" + std::string(mark) +
          "\" is not where it was written; delete both marks and what is between them"};
}

base::expected<std::optional<extent>> find_block(std::string_view text) {
  std::optional<extent> found;
  bool open = false;
  std::size_t open_line = 0;
  std::size_t line = 1;
  for (std::size_t at = 0; at < text.size(); ++line) {
    const auto next = std::min(text.find('\n', at), text.size() - 1) + 1;
    const auto here = text.substr(at, next - at);
    if (is_mark(here, begin_mark)) {
      if (found)
        return misplaced(begin_mark, line);
      found = extent{at, at};
      open = true;
      open_line = line;
    } else if (is_mark(here, end_mark)) {
      if (!open)
        return misplaced(end_mark, line);
      found->end = next;
      open = false;
    }
    at = next;
  }
  if (open)
    return misplaced(begin_mark, open_line);
  return found;
}

std::string block_of(const std::vector<saved_pool>& pools) {
  if (pools.empty())
    return {};
  std::string block = std::string(begin_mark) + "\n" + std::string(about) + "[" + saved_section + "]\n";
  for (const auto& pool : pools)
    block += print_saved_pool(pool);
  return block + std::string(end_mark) + "\n";
}

} // namespace

base::expected<std::string> with_saved(std::string_view text, const std::vector<saved_pool>& pools) {
  const auto before = find_block(text);
  if (!before)
    return base::mistake{before.error()};
  const auto place = before->value_or(extent{text.size(), text.size()});
  const auto block = block_of(pools);
  std::string result(text.substr(0, place.begin));
  if (!block.empty() && !result.empty() && result.back() != '\n')
    result += '\n';
  result += block;
  result += text.substr(place.end);
  return result;
}

} // namespace loadex::config
