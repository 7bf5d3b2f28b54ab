#include "actors/pool/ejection_limit.hpp"

#include "actors/pool/roster_event.hpp"
#include "actors/runtime/compat.hpp"

#include <utility>

namespace loadex::actors {

namespace {

using decision = roster_entry::decision;

/// That a backend is spared is told that often, as long as requests go on to break.
constexpr auto spared_is_no_news = std::chrono::minutes(1);

template <class Order>
void decide(roster_entry& on, decision what, Order order) {
  on.pending = what;
  on.since = std::chrono::system_clock::now();
  tell(on.who->actor, std::move(order));
}

} // namespace

void ejection_limit::eject(const roster& members, roster_entry& who) const {
  if (members.may_eject(who, most_))
    decide(who, decision::eject, actors::eject{});
}

void ejection_limit::take_out(roster& members, const requests_break& told, std::chrono::steady_clock::time_point now,
                              observability::event_recorder& events) {
  auto* who = members.find(told.id);
  if (who == nullptr || !who->available())
    return;
  if (!none_may_go_ && members.may_take_out(*who, most_))
    return decide(*who, decision::take_out, actors::take_out{told.why, told.detail});
  none_may_go_ = none_may_go_ || !members.may_eject(*who, most_);
  if (now < who->spared_until)
    return;
  who->spared_until = now + spared_is_no_news;
  record(events, observability::event_kind::backend_spared, observability::decider::pool, *who, told.why,
         told.detail + ", but no more may be out for that");
}

void ejection_limit::readmit_surplus(roster& members) {
  none_may_go_ = false;
  while (auto* who = members.to_readmit(most_))
    decide(*who, decision::readmit, readmit{});
}

} // namespace loadex::actors
