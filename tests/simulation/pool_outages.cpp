#include "tests/simulation/pool_outages.hpp"

#include "tests/simulation/complain.hpp"
#include "tests/simulation/promises.hpp"

#include <utility>

namespace loadex::tests::simulation {

using observability::event_kind;

void pool_outages::check_view(const actors::pool_view& newest) const {
  if (newest.down.has_value() != announced_)
    complain("the pool is said to be ", announced_ ? "down" : "up", ", and its view says otherwise");
  if (newest.settled() && newest.down.has_value() != bulletin_.down())
    complain("the pool is said to be ", announced_ ? "down" : "up", ", and it is not");
}

void pool_outages::check_event(const observability::event& e) {
  if (e.kind != event_kind::pool_down && e.kind != event_kind::pool_up)
    return;
  const bool down = e.kind == event_kind::pool_down;
  seen_.pool_outages += down;
  if (std::exchange(announced_, down) == down)
    complain(to_string(e.kind), " twice in a row");
}

/// Those of weight 0 still get what cookies send there.
void pool_outages::check_opened(bulletin::id who, moment now) const {
  const auto* n = bulletin_.find(who);
  if (!tries_anyway_ && bulletin_.surely_down(now) && !(n != nullptr && n->weightless))
    complain("a request was sent somewhere though nobody is available");
}

void pool_outages::check_nobody(moment now) const {
  if (tries_anyway_ && oracle_.somebody_serves_for(settling, now))
    complain("a request was sent nowhere though somebody is in service");
}

} // namespace loadex::tests::simulation
