#include "apps/loadex/cli/terminal/output.hpp"

#include "apps/loadex/cli/terminal/printable.hpp"

#include <fmt/core.h>

#include <cstdio>

namespace loadex::cli {

int fail(std::string_view message, exit_code code) {
  std::fflush(stdout); // what was printed before stands before the message, also where both go to one file
  fmt::print(stderr, "loadex: {}\n", printable(message));
  return code;
}

} // namespace loadex::cli
