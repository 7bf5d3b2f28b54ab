#pragma once

#include "tests/support/e2e/child_process.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace loadex::tests::e2e {

/// What a command printed, and its exit code.
struct outcome {
  int code;
  std::string output;
  std::string errors;
};

/// Runs `loadex` with these arguments to its end.
outcome run_loadex(std::vector<std::string> arguments, std::vector<std::string> environment = {});

/// The command that runs it on a terminal of its own, whose text goes to stdout. The arguments need no quotes.
std::vector<std::string> loadex_on_terminal(const std::vector<std::string>& arguments);

inline bool contains(std::string_view text, std::string_view what) {
  return text.find(what) != std::string_view::npos;
}

} // namespace loadex::tests::e2e
