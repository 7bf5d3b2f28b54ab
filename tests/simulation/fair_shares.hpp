#pragma once

#include "actors/balancing/plan.hpp"
#include "tests/simulation/oracle.hpp"

#include <cstdint>
#include <vector>

namespace loadex::tests::simulation {

/// Whether every available backend gets its share, as far as the algorithm promises one. Shares are compared over
/// windows in which nothing changes.
class fair_shares {
public:
  explicit fair_shares(const oracle& counting)
      : oracle_(counting) {}

  /// A window begins, as soon as every worker has `plan`.
  void begin(const actors::balancing::plan& plan, moment now);

  /// Checks the window if it is over, and begins the next. Whether it was over.
  bool check(const actors::balancing::plan& plan, moment now);

private:
  const oracle& oracle_;
  moment begin_{};
  std::vector<std::uint64_t> picks_before_; // by index in the first tier
};

} // namespace loadex::tests::simulation
