#pragma once

#include <CLI/App.hpp>

#include <optional>
#include <string>

namespace loadex::cli {

/// What to say of a word of the command line that `app` and its commands do not know, with the nearest that they do.
std::optional<std::string> unknown_word(const CLI::App& app);

} // namespace loadex::cli
