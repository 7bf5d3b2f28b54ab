#pragma once

#include "config/draft.hpp"

namespace loadex::config {

/// Refuses what no single value can show to be wrong.
void check_whole(draft& result);

} // namespace loadex::config
