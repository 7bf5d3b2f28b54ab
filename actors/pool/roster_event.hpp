#pragma once

#include "actors/pool/roster_entry.hpp"
#include "observability/events/event_recorder.hpp"

#include <string>

namespace loadex::actors {

/// Notes what has happened to one backend. `detail` is for people.
void record(observability::event_recorder& into, observability::event_kind what, observability::decider by,
            const roster_entry& who, base::reason why = base::reason::none, std::string detail = {});

/// What it was before a change and is now, for people.
struct alteration {
  std::string before{};
  std::string after{};
};

/// Notes what has been done with one backend, and who asked for it.
void record(observability::event_recorder& into, observability::event_kind what, const observability::cause& of,
            const roster_entry& who, alteration changed, std::string detail = {});

} // namespace loadex::actors
