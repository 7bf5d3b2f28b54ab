#include "actors/pool/outage_watch.hpp"

#include <fmt/format.h>

namespace loadex::actors {

using base::reason;
using observability::decider;
using observability::event_kind;

void outage_watch::look_at(const roster& members, observability::event_recorder& events) {
  if (members.anybody_available() == !down_)
    return;
  if (down_) {
    down_.reset();
    return events.record({.kind = event_kind::pool_up, .by = decider::pool, .detail = "backends are available again"});
  }
  const auto last = events.latest();
  const auto why = last ? last->why : reason::none;
  down_ = outage{std::chrono::system_clock::now(), why};
  events.record({.kind = event_kind::pool_down,
                 .by = decider::pool,
                 .why = why,
                 .detail = last ? fmt::format("no backend {}is available: the last change was {} {}{}{}",
                                              members.anybody_healthy() ? "with a weight " : "", to_string(last->kind),
                                              last->backend, last->detail.empty() ? "" : ", ", last->detail)
                                : "there is no backend"});
}

} // namespace loadex::actors
