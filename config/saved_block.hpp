#pragma once

#include "base/expected.hpp"
#include "config/saved.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace loadex::config {

/// The text of a configuration file with `pools` as its section [saved], in one marked block that takes the place of
/// the one before, else stands at the end; without pools there is none. All else is as it was, byte for byte, but for a
/// line feed where the last line has none. A mistake if the marks do not stand as they were written.
base::expected<std::string> with_saved(std::string_view text, const std::vector<saved_pool>& pools);

} // namespace loadex::config
