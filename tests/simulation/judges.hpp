#pragma once

#include "config/settings.hpp"
#include "tests/simulation/bulletin.hpp"
#include "tests/simulation/easing.hpp"
#include "tests/simulation/ejections.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/simulation/places.hpp"
#include "tests/simulation/pool_outages.hpp"
#include "tests/simulation/statistics.hpp"
#include "tests/simulation/trials.hpp"

namespace loadex::tests::simulation {

/// All who hold what the balancer does against what it promises, each in its own matter.
struct judges {
  judges(const config::settings& rules, statistics& seen)
      : backends(rules.health, published)
      , ejected(rules, published, backends, seen)
      , tried(published, backends, seen)
      , queues(rules.balancing, published, backends, seen)
      , weights(rules, published, backends)
      , outages(rules.health, published, backends, seen) {}
  judges(const judges&) = delete;
  judges& operator=(const judges&) = delete;

  /// The pool goes by other settings from now on.
  void adopt(const config::traffic_settings& by, moment now) {
    backends.adopt(by.health, now);
    ejected.adopt(by.circuit);
    queues.adopt(by.balancing);
    weights.adopt(by, now);
  }

  bulletin published;
  oracle backends;
  ejections ejected;
  trials tried;
  places queues;
  easing weights;
  pool_outages outages;
};

} // namespace loadex::tests::simulation
