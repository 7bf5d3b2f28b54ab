#include "tests/simulation/observer.hpp"

namespace loadex::tests::simulation {

void observer::take(const actors::pool_view_ptr& view, moment now) {
  ++seen_.views;
  newest_ = view;
  judges_.published.take(*view, now);
  judges_.outages.check_view(*view);
  judges_.ejected.note(now);
  if (!fair_)
    return;
  shares_.begin(promised(), now);
  starvation_.note(promised(), now);
}

void observer::take(const observability::event& event, moment now) {
  ++seen_.events;
  judges_.published.take(event, now);
  judges_.backends.check_event(event, now);
  judges_.ejected.check_event(event, now);
  judges_.outages.check_event(event);
}

void observer::look(moment now) {
  judges_.backends.check_view(*newest_, now);
  judges_.ejected.check(now);
  judges_.queues.check(now);
  judges_.weights.check(now);
  if (!fair_)
    return;
  starvation_.check(now);
  shares_.check(promised(), now);
}

const actors::balancing::plan& observer::promised() const {
  static const actors::balancing::plan nobody;
  return judges_.published.down() ? nobody : newest_->plan;
}

} // namespace loadex::tests::simulation
