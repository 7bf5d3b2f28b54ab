#pragma once

#include "actors/balancing/plan.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/simulation/places.hpp"
#include "tests/simulation/statistics.hpp"

#include <cstdint>
#include <vector>

namespace loadex::tests::simulation {

/// Whether every available backend gets its share, as far as the algorithm promises one. Shares are compared over
/// windows in which nothing changes, all have their whole weight and free places, and no request has to go on to
/// another backend.
class fair_shares {
public:
  fair_shares(const oracle& counting, const places& limits, statistics& seen)
      : oracle_(counting)
      , places_(limits)
      , seen_(seen) {}

  /// A window begins, as soon as every worker has `plan`.
  void begin(const actors::balancing::plan& plan, moment now);

  /// Checks the window if it is over, and begins the next.
  void check(const actors::balancing::plan& plan, moment now);

private:
  bool is_undisturbed(const actors::balancing::plan& plan) const;

  const oracle& oracle_;
  const places& places_;
  statistics& seen_;
  moment begin_{};
  std::uint64_t failed_over_before_ = 0;
  std::vector<std::uint64_t> picks_before_; // by index in the first tier
};

} // namespace loadex::tests::simulation
