#pragma once

#include "tests/simulation/scenario.hpp"

#include <cstdint>

namespace loadex::tests::simulation {

/// Runs of one scenario, each with another seed, and what is told of them meanwhile.
struct soak {
  scenario first;
  std::uint64_t seeds = 1;
  std::uint64_t step = 1; // from one seed to the next

  /// Every `parts`-th of the runs, beginning with number `which`.
  soak part(unsigned which, unsigned parts) const;

  /// Whether every promise was kept.
  bool run() const;
};

} // namespace loadex::tests::simulation
