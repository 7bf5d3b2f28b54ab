#include "actors/pool/departures.hpp"

#include <utility>

namespace loadex::actors {

bool departures::must_wait(const roster& members) const {
  if (!anybody_)
    return false;
  bool newcomers = false;
  bool serving = false;
  for (const auto& e : members.entries()) {
    if (!e.departs && e.available() && e.is_balanced())
      return false;
    serving |= e.departs && e.available();
    newcomers |= !e.departs && e.ordered == roster_entry::admin_state::serving && e.health == health::state::checking;
  }
  return serving && newcomers;
}

std::vector<roster_entry*> departures::take(roster& members) {
  std::vector<roster_entry*> all;
  if (!std::exchange(anybody_, false))
    return all;
  ++number_;
  for (auto& e : members.entries())
    if (e.departs)
      all.push_back(&e);
  return all;
}

} // namespace loadex::actors
