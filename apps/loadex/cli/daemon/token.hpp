#pragma once

#include "base/expected.hpp"

#include <string>
#include <string_view>

namespace loadex::cli {

/// The token that a text is, without the blanks around it. A mistake does not repeat it.
base::expected<std::string> token_from(std::string_view text);

/// The token that a file holds.
base::expected<std::string> token_in_file(const std::string& path);

} // namespace loadex::cli
