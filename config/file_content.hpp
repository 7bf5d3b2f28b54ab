#pragma once

#include <caf/config_value.hpp>
#include <caf/pec.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::config {

/// What stands in a configuration file, in its order: CAF's grammar reads it, and here is told where everything was
/// found, a key that is repeated as often as it stands there.
struct file_content {
  /// `key=value`, or a `[section]` if the key is empty.
  struct entry {
    std::string section;
    std::string key;
    std::size_t line; // from 1
    caf::config_value value{};
    std::string_view written{};          // the value as it is written
    std::vector<std::string> repeated{}; // keys that stand twice in a map inside the value: `: routes[2]: host`
    std::vector<std::string> too_long{}; // durations inside the value that have wrapped around, likewise
    bool crowded = false; // something else stands behind the value, which the grammar takes for another key
  };

  /// Where the grammar ends before the text does.
  struct mistake {
    caf::pec code;
    std::size_t at; // index in the text
  };

  std::vector<entry> entries;
  std::optional<mistake> stopped;
  bool unfinished = false; // the text ends inside a list, a map or a URI
  bool too_deep = false;   // brackets or dotted sections are nested deeper than deepest_nesting: the rest was not read
};

/// CAF's grammar recurses: enough brackets would overflow the stack.
inline constexpr std::size_t deepest_nesting = 16;

/// Reads `text`, whose bytes must outlive what is returned.
file_content read_content(std::string_view text);

} // namespace loadex::config
