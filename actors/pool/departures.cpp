#include "actors/pool/departures.hpp"

#include <algorithm>

namespace loadex::actors {

bool departures::must_wait(const roster& members) const {
  bool newcomers = false;
  bool serving = false;
  for (const auto& e : members.entries()) {
    const bool leaves = std::ranges::find(waiting_, e.who->url, &departure::who) != waiting_.end();
    if (!leaves && e.available() && e.is_balanced())
      return false;
    serving |= leaves && e.available();
    newcomers |= !leaves && e.ordered == roster_entry::admin_state::serving && e.health == health::state::checking;
  }
  return serving && newcomers;
}

} // namespace loadex::actors
