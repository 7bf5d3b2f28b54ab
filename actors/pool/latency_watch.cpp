#include "actors/pool/latency_watch.hpp"

#include "actors/pool/roster_event.hpp"
#include "actors/runtime/compat.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <utility>

namespace loadex::actors {

void latency_watch::adopt() {
  const auto before = std::exchange(adopted_, of_.how.outlier);
  if (before == adopted_)
    return;
  ++ticks_; // none that is under way counts
  if (adopted_.factor > 0)
    wait();
  else
    apply(excuse_all(of_.members, "100 % counts: latencies are not compared any more"));
}

void latency_watch::compare(const pool_ticks::compare_latencies& tick) {
  if (tick.number != ticks_)
    return;
  wait();
  apply(find_outliers(of_.members, adopted_));
}

void latency_watch::wait() {
  tell_later(ticking_pool{of_.self}, adopted_.interval, pool_ticks::compare_latencies{ticks_});
}

void latency_watch::apply(const std::vector<share_change>& changes) {
  for (const auto& change : changes) {
    tell(change.who->who->actor, limit_share{change.who->lag.share()});
    record(*of_.events, observability::event_kind::weight_eased, observability::decider::pool, *change.who,
           base::reason::none, change.detail);
  }
}

} // namespace loadex::actors
