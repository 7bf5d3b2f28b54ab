#pragma once

#include "actors/pool/publication.hpp"
#include "actors/pool/roster.hpp"
#include "observability/events/event_recorder.hpp"

#include <cstdint>
#include <string>

namespace loadex::actors {

/// A drain is over: the backend is empty, or the time for it is up.
struct drain_end {
  balancing::backend_id id = 0;
  std::uint64_t drain = 0;
  bool empty = false;
};

/// Backends on their way out of service: no new request reaches them, those with them end as they would.
class drains {
public:
  /// Takes `who` out of service until it is empty; then it is disabled or leaves, as `until` says. `absent_from` is the
  /// first view that does not offer it. Returns the number of the drain: of several of one backend only the latest
  /// counts, and answers to all.
  std::uint64_t begin(roster_entry& who, roster_entry::admin_state until, const reply_slot<membership_change>& to,
                      std::uint64_t absent_from, const observability::cause& of, observability::event_recorder& events);

  /// Whoever ordered it is told that a later order has taken its place.
  static void cancel(roster_entry& who);

  /// Asks the backends that no view in use offers any more to tell when they are empty: only then does the backend
  /// actor count whatever was opened from earlier views.
  static void watch(roster& members, std::uint64_t oldest_in_use);

  /// Whether the drain of that number has been neither ended nor cancelled, nor ordered anew.
  static bool is_under_way(roster& members, balancing::backend_id id, std::uint64_t drain);

  /// Ends a drain that is under way, and promises its answers. Returns whose it was; else null.
  static roster_entry* conclude(roster& members, const drain_end& end, publication& out,
                                observability::event_recorder& events);

private:
  std::uint64_t last_number_ = 0;
};

} // namespace loadex::actors
