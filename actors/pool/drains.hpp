#pragma once

#include "actors/pool/roster.hpp"
#include "observability/event_ring.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace loadex::actors {

/// An order to the pool that has been carried out, but not answered yet.
using owed_answer = std::pair<reply_slot<membership_change>, membership_change>;

/// Backends on their way out of service: no new request reaches them, those with them end as they would.
class drains {
public:
  /// Takes `who` out of service until it is empty; then it is disabled or leaves, as `until` says. `absent_from` is the
  /// first view that does not offer it. Returns the number of the drain: of several of one backend only the latest
  /// counts, and answers to all.
  std::uint64_t begin(roster_entry& who, roster_entry::admin_state until, const reply_slot<membership_change>& to,
                      std::uint64_t absent_from, std::string detail, observability::event_ring& events);

  /// Whoever ordered it is told that a later order has taken its place.
  static void cancel(roster_entry& who);

  /// Asks the backends that no view in use offers any more to tell when they are empty: only then does the backend
  /// actor count whatever was opened from earlier views.
  static void watch(roster& members, std::uint64_t oldest_in_use);

  /// Ends the drain of that number. Null if it was cancelled, or ordered anew; else whose it was, and its answers are
  /// owed.
  static roster_entry* conclude(roster& members, balancing::backend_id id, std::uint64_t drain, bool empty,
                                std::vector<owed_answer>& owed, observability::event_ring& events);

private:
  std::uint64_t last_number_ = 0;
};

} // namespace loadex::actors
