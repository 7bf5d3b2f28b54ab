#include "actors/pool/roster_entry.hpp"

namespace loadex::actors {

using health::circuit;
using observability::event_kind;

health::state roster_entry::condition() const noexcept {
  return circuit == circuit::state::closed ? health : health::state::ejected;
}

bool roster_entry::on_trial() const noexcept {
  return ordered == admin_state::serving && circuit == circuit::state::half_open && health == health::state::healthy &&
         pending != decision::readmit;
}

bool roster_entry::is_out_for_requests() const noexcept {
  if (!is_balanced() || pending == decision::readmit)
    return false;
  return pending != decision::none || only_for_requests || circuit != circuit::state::closed;
}

bool roster_entry::could_be_available() const noexcept {
  return is_out_for_requests() && (only_for_requests || health == health::state::healthy);
}

health::state roster_entry::state() const noexcept {
  switch (ordered) {
  case admin_state::serving:
    break;
  case admin_state::draining:
  case admin_state::leaving:
    return health::state::draining;
  case admin_state::disabled:
    return health::state::disabled;
  }
  switch (pending) {
  case decision::none:
  case decision::eject: // it is down
    break;
  case decision::take_out:
    return health::state::unhealthy;
  case decision::readmit:
    return only_for_requests ? health::state::healthy : health;
  }
  return condition();
}

bool roster_entry::obeyed() const noexcept {
  const bool closed = circuit == circuit::state::closed;
  switch (pending) {
  case decision::none:
    break;
  case decision::take_out:
    return health != health::state::healthy || !closed;
  case decision::eject:
    return !closed;
  case decision::readmit:
    return closed && !only_for_requests;
  }
  return true;
}

std::vector<event_kind> roster_entry::take(const health_change& news) {
  const auto state_before = state();
  const auto before = condition();
  const bool was_on_trial = on_trial();
  const bool was_open = circuit == circuit::state::open;
  health = news.health;
  circuit = news.circuit;
  only_for_requests = news.only_for_requests;
  eased = news.eased;
  if (obeyed())
    pending = decision::none;
  if (state() != state_before)
    since = std::chrono::system_clock::now();

  const auto after = condition();
  const bool ejected_now = circuit == circuit::state::open && !was_open;
  if (after == before && on_trial() == was_on_trial && !ejected_now)
    return {};
  why = news.why;
  detail = news.detail;
  std::vector<event_kind> happened;
  if (after == health::state::healthy)
    happened.push_back(event_kind::backend_up);
  else if (before != health::state::ejected && before != health::state::unhealthy) // else it is down already
    happened.push_back(event_kind::backend_down);
  if (on_trial())
    happened.push_back(event_kind::backend_on_trial);
  else if (ejected_now)
    happened.push_back(event_kind::backend_ejected);
  return happened;
}

} // namespace loadex::actors
