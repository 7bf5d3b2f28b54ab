#pragma once

#include "actors/balancing/plan.hpp"
#include "tests/simulation/oracle.hpp"

#include <map>

namespace loadex::tests::simulation {

/// Whether everybody who may be chosen is so now and then, even if it is by far the slowest.
class starvation {
public:
  explicit starvation(const oracle& counting)
      : oracle_(counting) {}

  /// Notes who may be chosen by `plan`, and since when.
  void note(const actors::balancing::plan& plan, moment now);

  void check(moment now) const;

private:
  const oracle& oracle_;
  std::map<oracle::id, moment> eligible_since_;
};

} // namespace loadex::tests::simulation
