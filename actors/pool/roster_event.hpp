#pragma once

#include "actors/pool/roster_entry.hpp"
#include "observability/event_ring.hpp"

#include <string>

namespace loadex::actors {

/// Notes what has happened to one backend. `detail` is for people.
void record(observability::event_ring& into, observability::event_kind what, observability::decider by,
            const roster_entry& who, base::reason why = base::reason::none, std::string detail = {});

} // namespace loadex::actors
