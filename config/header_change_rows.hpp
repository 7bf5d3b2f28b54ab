#pragma once

#include "config/header_names.hpp"
#include "config/map_rows.hpp"
#include "config/settings.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::config {

/// What a file says of the changes of a message's headers.
const std::vector<map_row<header_changes>>& header_change_rows(direction way);

/// A map's keys are the names of headers, which may be written in several ways.
class header_names {
public:
  /// @throws std::invalid_argument if it is there already.
  void add(const std::string& name);

private:
  std::set<std::string> names_;
};

} // namespace loadex::config
