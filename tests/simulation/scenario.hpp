#pragma once

#include "config/settings.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace loadex::tests::simulation {

/// What a run is made of. Equal scenarios run alike, to the last pick.
struct scenario {
  std::uint64_t seed = 1;
  std::chrono::hours length{1};
  unsigned requests_per_second = 100;
  std::chrono::seconds between_orders{45}; // to the pool, on average
  unsigned workers = 3;

  /// The longest time that a new view takes to reach a worker: promised to be far below a second. A test makes it
  /// longer, to see that this is noticed.
  std::chrono::milliseconds view_delay{3};
};

/// The balancer's own settings in a run: seeds take turns at the algorithm, the bound of the hashes and the cookie, and
/// differ in the rules of health, the circuit, slow start, limits, queues and the comparison of latencies.
config::settings settings_for(std::uint64_t seed);

/// The command that runs one scenario again.
std::string replay_command(const scenario& what);

} // namespace loadex::tests::simulation
