#include "actors/pool/member_changes.hpp"

#include "actors/pool/drains.hpp"
#include "actors/pool/enlist.hpp"
#include "actors/pool/roster_event.hpp"
#include "actors/runtime/compat.hpp"

#include <memory>
#include <string>
#include <utility>

namespace loadex::actors {

using observability::cause;
using observability::event_kind;
using admin_state = roster_entry::admin_state;

namespace {

void set_admin_state(roster_entry& who, admin_state ordered, event_kind what, const cause& of,
                     observability::event_recorder& events) {
  std::string before(to_string(who.state()));
  who.ordered = ordered;
  who.since = std::chrono::system_clock::now();
  record(events, what, of, who, {std::move(before), std::string(to_string(who.state()))});
}

} // namespace

bool disable(roster_entry& who, const cause& of, observability::event_recorder& events) {
  if (who.ordered == admin_state::disabled)
    return false;
  drains::cancel(who);
  tell(who.who->actor, serve{false});
  set_admin_state(who, admin_state::disabled, event_kind::backend_disabled, of, events);
  return true;
}

bool put_into_service(roster_entry& who, const cause& of, observability::event_recorder& events) {
  if (who.ordered == admin_state::serving)
    return false;
  drains::cancel(who);
  tell(who.who->actor, serve{true, who.ordered == admin_state::disabled});
  set_admin_state(who, admin_state::serving, event_kind::backend_enabled, of, events);
  return true;
}

bool weigh(roster_entry& who, std::uint32_t weight, bool backup, const cause& of,
           observability::event_recorder& events) {
  if (who.weight == weight && who.backup == backup)
    return false;
  alteration changed{std::to_string(who.weight), std::to_string(weight)};
  auto detail = changed.before + " to " + changed.after;
  if (who.backup != backup)
    detail += backup ? ", a backup now" : ", no backup any more";
  record(events, event_kind::weight_changed, of, who, std::move(changed), std::move(detail));
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
