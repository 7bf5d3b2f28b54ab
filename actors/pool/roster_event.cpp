#include "actors/pool/roster_event.hpp"

#include <utility>

namespace loadex::actors {

void record(observability::event_recorder& into, observability::event_kind what, observability::decider by,
            const roster_entry& who, base::reason why, std::string detail) {
  into.record({.kind = what,
               .by = by,
               .backend_id = who.who->id,
               .backend = who.who->url.text(),
               .why = why,
               .detail = std::move(detail)});
}

void record(observability::event_recorder& into, observability::event_kind what, const observability::cause& of,
            const roster_entry& who, alteration changed, std::string detail) {
  into.record({.kind = what,
               .by = of.by,
               .asked = of.asked,
               .backend_id = who.who->id,
               .backend = who.who->url.text(),
               .detail = std::move(detail),
               .before = std::move(changed.before),
               .after = std::move(changed.after)});
}

} // namespace loadex::actors
