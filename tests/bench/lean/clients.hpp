#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace loadex::bench {

/// What clients saw.
struct traffic {
  std::size_t requests = 0; // answered as they should be
  std::size_t errors = 0;   // wrong answers, connections that ended, and those without an answer for seconds
  std::chrono::duration<double> took{};
  std::uint32_t p50_us = 0;
  std::uint32_t p90_us = 0;
  std::uint32_t p99_us = 0;
};

/// So many connections to a port of the loopback interface, each of which sends the next request once the last is
/// answered, for so long. @throws std::system_error without a ring or a connection.
traffic drive(std::uint16_t port, std::size_t connections, std::chrono::seconds how_long);

} // namespace loadex::bench
