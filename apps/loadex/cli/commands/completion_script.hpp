#pragma once

#include <string_view>

namespace loadex::cli {

/// What has `bash`, `zsh` or `fish` complete the command line of loadex; empty for another shell.
std::string_view completion_script(std::string_view shell);

} // namespace loadex::cli
