#include "tests/simulation/observer.hpp"

namespace loadex::tests::simulation {

void observer::take(const actors::pool_view_ptr& view, moment now) {
  ++seen_.views;
  newest_ = view;
  if (!fair_)
    return;
  shares_.begin(view->plan, now);
  starvation_.note(view->plan, now);
}

void observer::take(const observability::event& event) {
  ++seen_.events;
  oracle_.check_event(event);
}

void observer::look(moment now) {
  oracle_.check_view(*newest_, now);
  if (!fair_)
    return;
  starvation_.check(now);
  seen_.fair_windows += shares_.check(newest_->plan, now);
}

} // namespace loadex::tests::simulation
