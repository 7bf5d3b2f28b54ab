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
    const auto changed = weights_.find(newest.ids[i]);
    n.weightless = changed != weights_.end() && changed->second.none;
    in_service_ += n.in_service() && !n.weightless;
    down = down && (n.state != state::healthy || n.weightless);
  }
  for (std::size_t i = 0; i < newest.member_of.size(); ++i) {
    const auto& c = newest.plan.all[i];
    auto& n = notices_[c.id];
    n.offered = true;
    n.on_trial = c.on_trial;
    n.eased = c.eased;
    down = down && (!c.on_trial || n.weightless);
  }
  for (auto& [who, n] : notices_) {
    const auto known = before.find(who);
    const auto* old = known == before.end() ? nullptr : &known->second;
    const bool same = old != nullptr && old->state == n.state && old->on_trial == n.on_trial;
    n.since = same ? old->since : now;
    n.limit_since = old != nullptr && old->who->limit == n.who->limit ? old->limit_since : now;
    n.eased_since = same && old->eased == n.eased ? old->eased_since : now;
  }
  if (std::exchange(down_, down) != down)
    down_changed_ = now;
}

/// Such as `weight changed`, `2 to 0, a backup now`.
void bulletin::take(const observability::event& e, moment now) {
  if (e.kind == observability::event_kind::backend_added)
    weights_[e.backend_id] = {e.detail.starts_with("weight 0"), now};
  if (e.kind == observability::event_kind::weight_changed)
    weights_[e.backend_id] = {e.detail.ends_with(" to 0") || e.detail.find(" to 0,") != std::string::npos, now};
}

bool bulletin::has_weight_for(id who, duration how_long, moment now) const {
  const auto changed = weights_.find(who);
  return changed == weights_.end() || (!changed->second.none && now - changed->second.since > how_long);
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
