#pragma once

#include "config/setting_table.hpp"

#include <vector>

namespace loadex::config {

/// Every setting of the process and of what it serves: its name, its values, what it is for. In the order of the
/// reference page.
std::vector<setting> setting_rows();

} // namespace loadex::config
