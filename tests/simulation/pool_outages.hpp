#pragma once

#include "actors/pool/pool_view.hpp"
#include "config/settings.hpp"
#include "observability/events/event.hpp"
#include "tests/simulation/bulletin.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/simulation/statistics.hpp"

namespace loadex::tests::simulation {

/// Whether the balancer says when nobody is available, and does then with requests what it is set to do.
class pool_outages {
public:
  pool_outages(const config::health_settings& by, const bulletin& published, const oracle& judge, statistics& seen)
      : tries_anyway_(by.when_all_down == config::all_down::try_anyway)
      , bulletin_(published)
      , oracle_(judge)
      , seen_(seen) {}

  void check_view(const actors::pool_view& newest) const;
  void check_event(const observability::event& e);

  /// A request has begun.
  void check_opened(bulletin::id who, moment now) const;

  /// A request that had been to no backend found none.
  void check_nobody(moment now) const;

private:
  const bool tries_anyway_;
  const bulletin& bulletin_;
  const oracle& oracle_;
  statistics& seen_;
  bool announced_ = false;
};

} // namespace loadex::tests::simulation
