#pragma once

#include "actors/pool_view.hpp"
#include "tests/simulation/fair_shares.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/simulation/starvation.hpp"
#include "tests/simulation/statistics.hpp"

namespace loadex::tests::simulation {

/// Sees all that the pool publishes, and looks now and then whether that is as it should be.
class observer {
public:
  /// `fair`: whether it is the algorithm that decides who gets how much, and not the clients' cookies.
  observer(oracle& judge, statistics& seen, bool fair)
      : oracle_(judge)
      , seen_(seen)
      , fair_(fair)
      , shares_(judge)
      , starvation_(judge) {}

  void take(const actors::pool_view_ptr& view, moment now);
  void take(const observability::event& event);

  /// To be called every second or so.
  void look(moment now);

  const actors::pool_view_ptr& newest() const noexcept { return newest_; }

private:
  oracle& oracle_;
  statistics& seen_;
  const bool fair_;
  fair_shares shares_;
  starvation starvation_;
  actors::pool_view_ptr newest_;
};

} // namespace loadex::tests::simulation
