#pragma once

#include <CLI/App.hpp>
#include <CLI/Error.hpp>

#include <string>

namespace loadex::cli {

/// What is said of a command line that is wrong: why, with the nearest word that there is, and where to look.
std::string refusal(const CLI::App& app, const CLI::Error& error);

} // namespace loadex::cli
