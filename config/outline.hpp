#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::config {

/// Where things stand in a configuration file: CAF's parser tells values, but neither their lines nor repeated keys.
struct outline {
  /// `key=value`, or a `[section]` if the key is empty.
  struct entry {
    std::string section;
    std::string key;
    std::string_view value; // as it is written
    std::size_t line;       // from 1
    bool crowded = false;   // something else stands behind the value; the parser may take it for another key
  };

  std::vector<entry> entries;
  std::size_t depth = 0;   // the deepest nesting of brackets, braces and dotted sections
  bool unfinished = false; // the text ends inside a list, a map or a URI
};

/// The outline of `text`, whose bytes must outlive it. Reads what the parser accepts just as the parser does, and stops
/// no earlier than the parser; it does not recurse, so it is safe to run before the parser on anything.
outline outline_of(std::string_view text);

} // namespace loadex::config
