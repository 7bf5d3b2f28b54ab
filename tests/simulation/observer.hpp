#pragma once

#include "actors/pool/pool_view.hpp"
#include "tests/simulation/fair_shares.hpp"
#include "tests/simulation/judges.hpp"
#include "tests/simulation/starvation.hpp"
#include "tests/simulation/statistics.hpp"

namespace loadex::tests::simulation {

/// Sees all that the pool publishes, and looks now and then whether that is as it should be.
class observer {
public:
  /// `fair`: whether it is the algorithm that decides who gets how much, and not the clients' cookies.
  observer(judges& all, statistics& seen, bool fair, unsigned requests_per_second)
      : judges_(all)
      , seen_(seen)
      , fair_(fair)
      , shares_(all.backends, all.queues, seen)
      , starvation_(all.backends, requests_per_second) {}

  void take(const actors::pool_view_ptr& view, moment now);
  void take(const observability::event& event, moment now);

  /// To be called every second or so.
  void look(moment now);

  const actors::pool_view_ptr& newest() const noexcept { return newest_; }

private:
  /// Who is promised something: nobody, where requests go to backends that are not available.
  const actors::balancing::plan& promised() const;

  judges& judges_;
  statistics& seen_;
  const bool fair_;
  fair_shares shares_;
  starvation starvation_;
  actors::pool_view_ptr newest_;
};

} // namespace loadex::tests::simulation
