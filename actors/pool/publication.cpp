#include "actors/pool/publication.hpp"

#include "actors/runtime/compat.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace loadex::actors {

void publication::start() {
  views_ = view_publisher([me = weak_handle{pool_feed{of_.self}}](pool_view_ptr unused) {
    tell(me.lock(), view_released{std::move(unused)});
  });
}

void publication::soon() {
  if (!std::exchange(due_, true))
    tell(ticking_pool{of_.self}, pool_ticks::publish_view{});
}

void publication::promise(const reply_slot<membership_change>& to, const membership_change& answer) {
  unanswered_.emplace_back(to, answer);
  soon();
}

void publication::publish() {
  due_ = false;
  auto view = of_.members.make_view(views_.next_version(), of_.algorithm, of_.how.balancing, of_.load,
                                    of_.how.health.when_all_down == config::all_down::try_anyway);
  if (view->settled())
    down_.look_at(of_.members, *of_.events);
  view->down = down_.current();
  views_.publish(std::move(view));
  for (const auto& [to, answer] : std::exchange(unanswered_, {}))
    to.answer(answer);
}

} // namespace loadex::actors
