#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::tests {

/// A configuration file that has to be refused.
struct bad_file {
  std::string_view what; // is wrong with it
  std::string_view text;
  std::vector<std::string_view> problems; // all that is told, where the file is called `f`

  /// The problems where the file is called `name`.
  std::vector<std::string> problems_in(std::string_view name) const;
};

/// Every way in which listeners, routes and pools can be wrong, and some others.
std::span<const bad_file> bad_files();

} // namespace loadex::tests
