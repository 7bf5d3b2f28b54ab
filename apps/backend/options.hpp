#pragma once

#include <chrono>
#include <cstdint>

namespace loadex::backend {

/// What the demo server is told on its command line.
struct options {
  std::uint16_t port = 8001;          // 0: any free one, printed at start
  std::chrono::milliseconds delay{0}; // before each answer
  double failure_rate = 0;            // share of answers that are 500, 0..1
  unsigned status = 200;              // of every other answer, 200..599
};

/// Reads the command line. Prints help or a one-line error and ends the program where there is nothing to run.
options read_command_line(int argc, const char* const* argv);

} // namespace loadex::backend
