#pragma once

#include "base/expected.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace loadex::base {

/// All of the file at `path`, if it is of at most `most` bytes, else one byte more. A mistake says why it cannot be
/// read.
expected<std::string> read_file(const std::string& path, std::size_t most);

/// Writes `text` into the file at `path`, which is there, in one step: whoever reads it, also after a crash, sees what
/// was there before or all that is there now. Its mode and owner stay; of a symbolic link, the file that it leads to is
/// written. A mistake says why it cannot be; then nothing has changed.
expected<bool> replace_file(const std::string& path, std::string_view text);

} // namespace loadex::base
