#include "tests/simulation/trials.hpp"

#include "tests/simulation/complain.hpp"
#include "tests/simulation/promises.hpp"

#include <algorithm>
#include <utility>

namespace loadex::tests::simulation {

void trials::begun(id who, bool repeatable) {
  ++seen_.trials;
  if (!repeatable)
    complain("backend ", who, " is tried with a request that cannot be repeated elsewhere");
  if (std::exchange(latest_[who].under_way, true))
    complain("backend ", who, " is tried with two requests at a time");
}

void trials::check_sent_away(const actors::member& from, moment now) const {
  const auto* n = bulletin_.find(from.id);
  if (n == nullptr || !n->on_trial || now - std::max(n->since, n->limit_since) <= settling)
    return;
  const auto last = latest_.find(from.id);
  const bool free = last == latest_.end() || (!last->second.under_way && now - last->second.concluded > settling);
  const auto limit = n->who->limit;
  const bool room = limit == 0 || oracle_.in_flight(from.id) < static_cast<std::int32_t>(limit);
  if (free && room)
    complain("backend ", from.id, " is on trial, and refused a request while there was none");
}

} // namespace loadex::tests::simulation
