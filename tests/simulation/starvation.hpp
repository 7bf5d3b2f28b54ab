#pragma once

#include "actors/balancing/plan.hpp"
#include "tests/simulation/oracle.hpp"

#include <map>

namespace loadex::tests::simulation {

/// Whether everybody who may be chosen is so now and then, even if it is by far the slowest.
class starvation {
public:
  /// Patience is with the fewer requests the longer.
  starvation(const oracle& counting, unsigned requests_per_second);

  /// Notes who may be chosen by `plan`, and since when.
  void note(const actors::balancing::plan& plan, moment now);

  void check(moment now) const;

private:
  const oracle& oracle_;
  const duration patience_;
  std::map<oracle::id, moment> eligible_since_;
};

} // namespace loadex::tests::simulation
