#include "actors/pool/member_changes.hpp"

#include "actors/pool/drains.hpp"
#include "actors/pool/enlist.hpp"
#include "actors/pool/roster_event.hpp"
#include "actors/runtime/compat.hpp"

#include <memory>
#include <string>
#include <utility>

namespace loadex::actors {

using base::reason;
using observability::decider;
using observability::event_kind;
using admin_state = roster_entry::admin_state;

namespace {

void set_admin_state(roster_entry& who, admin_state ordered, event_kind what, observability::event_ring& events) {
  who.ordered = ordered;
  who.since = std::chrono::system_clock::now();
  record(events, what, decider::admin, who);
}

} // namespace

bool disable(roster_entry& who, observability::event_ring& events) {
  if (who.ordered == admin_state::disabled)
    return false;
  drains::cancel(who);
  tell(who.who->actor, serve{false});
  set_admin_state(who, admin_state::disabled, event_kind::backend_disabled, events);
  return true;
}

bool put_into_service(roster_entry& who, observability::event_ring& events) {
  if (who.ordered == admin_state::serving)
    return false;
  drains::cancel(who);
  tell(who.who->actor, serve{true, who.ordered == admin_state::disabled});
  set_admin_state(who, admin_state::serving, event_kind::backend_enabled, events);
  return true;
}

bool weigh(roster_entry& who, std::uint32_t weight, bool backup, observability::event_ring& events) {
  if (who.weight == weight && who.backup == backup)
    return false;
  auto detail = std::to_string(who.weight) + " to " + std::to_string(weight);
  if (who.backup != backup)
    detail += backup ? ", a backup now" : ", no backup any more";
  record(events, event_kind::weight_changed, decider::admin, who, reason::none, std::move(detail));
  who.weight = weight;
  who.backup = backup;
  return true;
}

void instruct(roster_entry& who, const pool_common& of) {
  const auto terms = terms_of(of, who.own_health, who.own_limit);
  const auto& known = *who.who;
  const bool compared = of.how.outlier.factor > 0;
  if (known.limit != terms.limits.max_connections || known.failing_status != terms.health.traffic_status ||
      compared != (known.latencies != nullptr)) {
    auto changed = std::make_shared<member>(known);
    changed->limit = terms.limits.max_connections;
    changed->failing_status = terms.health.traffic_status;
    if (compared != (known.latencies != nullptr))
      changed->latencies = compared ? std::make_shared<health::latency_histogram>() : nullptr;
    who.who = std::move(changed); // workers learn of it from the next view
  }
  tell(who.probe, probe_like{terms.health});
  tell(who.who->actor, terms);
}

} // namespace loadex::actors
