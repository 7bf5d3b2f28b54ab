#include "apps/loadex/cli/output.hpp"

#include "apps/exit_code.hpp"

#include <fmt/core.h>

#include <cstdio>

namespace loadex::cli {

int fail(std::string_view message) {
  std::fflush(stdout); // what was printed before stands before the message, also where both go to one file
  fmt::print(stderr, "loadex: {}\n", message);
  return exit_failed;
}

} // namespace loadex::cli
