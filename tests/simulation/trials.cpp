#include "tests/simulation/trials.hpp"

#include "tests/simulation/complain.hpp"
#include "tests/simulation/promises.hpp"

namespace loadex::tests::simulation {

void trials::begun(id who, bool repeatable) {
  ++seen_.trials;
  auto& t = under_way_[who];
  if (!repeatable)
    complain("backend ", who, " is tried with a request that cannot be repeated elsewhere");
  if (++t.requests > 1)
    complain("backend ", who, " is tried with ", t.requests, " requests at a time");
  t.any = true;
  t.concluded.reset();
}

void trials::ended(id who) {
  --under_way_[who].requests;
}

void trials::check_sent_away(const actors::member& from, moment now) const {
  const auto* n = bulletin_.find(from.id);
  if (n == nullptr || !n->on_trial || now - n->since <= settling)
    return;
  const auto last = under_way_.find(from.id);
  const bool free = last == under_way_.end() || !last->second.any ||
                    (last->second.concluded && now - *last->second.concluded > settling);
  const bool room = from.limit == 0 || oracle_.in_flight(from.id) < static_cast<std::int32_t>(from.limit);
  if (free && room)
    complain("backend ", from.id, " is on trial, and refused a request while there was none");
}

} // namespace loadex::tests::simulation
