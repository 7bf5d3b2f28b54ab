#pragma once

#include "actors/pool/roster_entry.hpp"
#include "config/settings.hpp"
#include "observability/event_ring.hpp"

#include <cstdint>

namespace loadex::actors {

// What can be ordered for a member, each with its event. False if it was so already.

/// No requests any more, at once.
bool disable(roster_entry& who, observability::event_ring& events);

/// Requests again; a drain under way is off.
bool put_into_service(roster_entry& who, observability::event_ring& events);

bool weigh(roster_entry& who, std::uint32_t weight, observability::event_ring& events);

/// As `wanted` has it, as far as a member that is there can be changed: its weight, and whether it is a backup.
bool adapt(roster_entry& who, const config::backend_settings& wanted, observability::event_ring& events);

} // namespace loadex::actors
