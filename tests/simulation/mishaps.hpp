#pragma once

#include "tests/simulation/fleet.hpp"
#include "tests/simulation/simulated_backend.hpp"
#include "tests/simulation/stage.hpp"
#include "tests/simulation/statistics.hpp"

namespace loadex::tests::simulation {

/// What befalls backends: from time to time each fails, stays so for some seconds, and recovers; and more seldom all of
/// them at once.
class mishaps {
public:
  mishaps(stage& on, statistics& seen)
      : stage_(on)
      , seen_(seen) {}

  /// `which` fails one day, and after it has recovered again.
  void await(simulated_backend& which);

  /// One day all fail at once, and now and then again.
  void await_disaster(fleet& all);

private:
  void strike(fleet& all);
  void fail(simulated_backend& which);
  void flap(simulated_backend& which, int times, duration mean);
  void recover(simulated_backend& which);

  stage& stage_;
  statistics& seen_;
};

} // namespace loadex::tests::simulation
