#pragma once

#include "apps/manual/man_page.hpp"

#include <CLI/App.hpp>

#include <vector>

namespace loadex::cli {

/// The page of the manual of `app` and one for each of its commands, as their helps have it.
std::vector<manual::man_page> pages_of(const CLI::App& app);

} // namespace loadex::cli
