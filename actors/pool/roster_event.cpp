#include "actors/pool/roster_event.hpp"

#include <utility>

namespace loadex::actors {

void record(observability::event_ring& into, observability::event_kind what, observability::decider by,
            const roster_entry& who, base::reason why, std::string detail) {
  into.record({.kind = what,
               .by = by,
               .backend_id = who.who->id,
               .backend = who.who->url.text(),
               .why = why,
               .detail = std::move(detail)});
}

} // namespace loadex::actors
