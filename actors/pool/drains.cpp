#include "actors/pool/drains.hpp"

#include "actors/pool/roster_event.hpp"
#include "actors/runtime/compat.hpp"

#include <algorithm>

namespace loadex::actors {

using observability::decider;
using observability::event_kind;
using admin_state = roster_entry::admin_state;
using outcome = membership_change::outcome;

std::uint64_t drains::begin(roster_entry& who, admin_state until, const reply_slot<membership_change>& to,
                            std::uint64_t absent_from, const observability::cause& of,
                            observability::event_recorder& events) {
  const auto before = who.state();
  const bool begins = !who.drain;
  const bool now_leaves = until == admin_state::leaving && who.ordered != admin_state::leaving;
  if (begins) {
    who.drain.emplace().absent_from = absent_from;
    who.since = std::chrono::system_clock::now();
    tell(who.who->actor, serve{false});
  }
  if (who.ordered != admin_state::leaving)
    who.ordered = until;
  if (begins || now_leaves)
    record(events, event_kind::backend_draining, of, who,
           {std::string(to_string(before)), std::string(to_string(who.state()))},
           who.ordered == admin_state::leaving ? "before its removal" : "");
  who.drain->number = ++last_number_;
  who.drain->watched = false;
  who.drain->replies.push_back(to);
  return last_number_;
}

void drains::cancel(roster_entry& who) {
  if (!who.drain)
    return;
  for (const auto& to : who.drain->replies)
    to.answer({outcome::superseded, who.who->id});
  who.drain.reset();
}

void drains::watch(roster& members, std::uint64_t oldest_in_use) {
  for (auto& e : members.entries()) {
    if (!e.drain || e.drain->watched || oldest_in_use < e.drain->absent_from)
      continue;
    e.drain->watched = true;
    tell(e.who->actor, watch_for_empty{e.drain->number});
  }
}

bool drains::is_under_way(roster& members, balancing::backend_id id, std::uint64_t drain) {
  const auto* who = members.find(id);
  return who != nullptr && who->drain && who->drain->number == drain;
}

roster_entry* drains::conclude(roster& members, const drain_end& end, publication& out,
                               observability::event_recorder& events) {
  if (!is_under_way(members, end.id, end.drain))
    return nullptr;
  auto* who = members.find(end.id);
  const auto left = end.empty ? 0 : std::max(0, who->who->live_load->in_flight.load(std::memory_order_relaxed));
  record(events, event_kind::backend_drained, {.by = decider::pool}, *who,
         {std::string(to_string(who->state())), who->ordered == admin_state::leaving ? "removed" : "disabled"},
         end.empty ? "empty" : "requests left at the deadline: " + std::to_string(left));
  for (const auto& to : who->drain->replies)
    out.promise(to, {outcome::done, end.id, static_cast<std::uint32_t>(left)});
  who->drain.reset();
  return who;
}

} // namespace loadex::actors
