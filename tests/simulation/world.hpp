#pragma once

#include "tests/simulation/agenda.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace loadex::tests::simulation {

/// What a run is made of. Equal plans run alike, to the last pick.
struct scenario {
  std::uint64_t seed = 1;
  std::chrono::hours length{1};
  unsigned requests_per_second = 100;
  unsigned workers = 3;

  /// The longest time that a new view takes to reach a worker: promised to be far below a second. A test makes it
  /// longer, to see that this is noticed.
  std::chrono::milliseconds view_delay{3};
};

struct statistics {
  std::uint64_t requests = 0;
  std::uint64_t answered = 0;
  std::uint64_t failed_over = 0; // attempts that went on to another backend
  std::uint64_t hung = 0;        // ended by the response timeout
  std::uint64_t unlucky = 0;     // all attempts refused or broken
  std::uint64_t nobody = 0;      // no backend was available
  std::uint64_t faults = 0;
  std::uint64_t orders = 0; // to the pool
  std::uint64_t views = 0;
  std::uint64_t events = 0;
  std::uint64_t fair_windows = 0; // in which everybody's share was checked
};

/// The real control plane (pool, backend, probe and strategy actors) and the real routers of some workers, in a world
/// whose time, backends, clients and mishaps are simulated. One thread.
class world {
public:
  explicit world(const scenario& what);
  ~world();

  /// Runs to the end; tells `progress` after every simulated hour. Throws violation as soon as an invariant fails.
  statistics run(const std::function<void(std::chrono::hours, const statistics&)>& progress = {});

private:
  class implementation;
  std::unique_ptr<implementation> hidden_;
};

/// The command that runs one scenario again.
std::string replay_command(const scenario& what);

} // namespace loadex::tests::simulation
