#pragma once

#include <CLI/App.hpp>

#include <string>
#include <vector>

namespace loadex::cli {

/// A page of the manual, in the language of man(7).
struct man_page {
  std::string file; // such as `loadex-drain.1`
  std::string text;
};

/// The page of `app` and one for each of its commands, as their helps have it.
std::vector<man_page> manual(const CLI::App& app);

} // namespace loadex::cli
