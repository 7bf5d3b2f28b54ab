#pragma once

#include "config/draft.hpp"

#include <string>
#include <string_view>

namespace loadex::config {

/// Takes over what the configuration file at `path` says, and every problem it has.
void apply_file(const std::string& path, draft& result);

/// Takes over what `text` says; `name` is the file's in messages.
void apply_file_text(const std::string& name, std::string_view text, draft& result);

} // namespace loadex::config
