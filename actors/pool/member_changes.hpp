#pragma once

#include "actors/pool/pool_common.hpp"
#include "actors/pool/roster_entry.hpp"
#include "observability/events/event_recorder.hpp"

#include <cstdint>

namespace loadex::actors {

// What can be ordered for a member, each with its event. False if it was so already.

/// No requests any more, at once.
bool disable(roster_entry& who, const observability::cause& of, observability::event_recorder& events);

/// Requests again; a drain under way is off.
bool put_into_service(roster_entry& who, const observability::cause& of, observability::event_recorder& events);

/// Another weight, and whether it is a backup.
bool weigh(roster_entry& who, std::uint32_t weight, bool backup, const observability::cause& of,
           observability::event_recorder& events);

/// Its actors go by what holds in the pool, but for what it has of its own; what they know stays.
void instruct(roster_entry& who, const pool_common& of);

} // namespace loadex::actors
