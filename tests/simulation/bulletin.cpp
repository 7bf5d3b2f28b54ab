#include "tests/simulation/bulletin.hpp"

#include "tests/simulation/promises.hpp"

#include <utility>

namespace loadex::tests::simulation {

using actors::health::state;

void bulletin::take(const actors::pool_view& newest, moment now) {
  const auto before = std::exchange(notices_, {});
  in_service_ = 0;
  bool down = true;
  for (std::size_t i = 0; i < newest.members.size(); ++i) {
    auto& n = notices_[newest.ids[i]];
    n.who = newest.members[i];
    n.state = newest.states[i];
    in_service_ += n.in_service();
    down = down && n.state != state::healthy;
  }
  for (std::size_t i = 0; i < newest.member_of.size(); ++i) {
    const auto& c = newest.plan.all[i];
    auto& n = notices_[c.id];
    n.offered = true;
    n.on_trial = c.on_trial;
    n.eased = c.eased;
    down = down && !c.on_trial;
  }
  for (auto& [who, n] : notices_) {
    const auto known = before.find(who);
    const auto* old = known == before.end() ? nullptr : &known->second;
    const bool same = old != nullptr && old->state == n.state && old->on_trial == n.on_trial;
    n.since = same ? old->since : now;
    n.eased_since = same && old->eased == n.eased ? old->eased_since : now;
  }
  if (std::exchange(down_, down) != down)
    down_changed_ = now;
}

const bulletin::notice* bulletin::find(id who) const {
  const auto found = notices_.find(who);
  return found == notices_.end() ? nullptr : &found->second;
}

bool bulletin::lately_down(moment now) const {
  return down_ || now - down_changed_ <= settling;
}

bool bulletin::surely_down(moment now) const {
  return down_ && now - down_changed_ > settling;
}

} // namespace loadex::tests::simulation
