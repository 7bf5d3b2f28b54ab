#include "actors/health/circuit.hpp"

#include <algorithm>

namespace loadex::actors::health {

circuit::circuit(const config::circuit_settings& settings, const past& before)
    : settings_(settings)
    , state_(before.current)
    , outages_(before.outages.begin(), before.outages.end())
    , unforgiven_(before.unforgiven)
    , forgiven_(before.forgiven)
    , ejections_(before.ejections) {}

circuit::past circuit::remember() const {
  return {state_, {outages_.begin(), outages_.end()}, unforgiven_, forgiven_, ejections_};
}

void circuit::adopt(const config::circuit_settings& settings, time now) {
  forgive(now); // by the windows that there were
  settings_ = settings;
}

bool circuit::note_outage(time now) {
  if (settings_.outages == 0 || state_ != state::closed)
    return false;
  forgive(now);
  outages_.push_back(now);
  while (now - outages_.front() > settings_.window)
    outages_.pop_front();
  return unforgiven_ > 0 || outages_.size() >= settings_.outages;
}

std::chrono::milliseconds circuit::open(time now) {
  forgive(now);
  state_ = state::open;
  trial_under_way_ = false;
  outages_.clear();
  ++ejections_;
  auto length = std::min(settings_.ejection, settings_.longest_ejection);
  for (unsigned i = 0; i < unforgiven_ && length < settings_.longest_ejection; ++i)
    length = std::min(2 * length, settings_.longest_ejection);
  if (length < settings_.longest_ejection)
    ++unforgiven_; // else it would be forgiven the later for it, and not be longer
  return length;
}

bool circuit::half_open(std::uint64_t ejection) {
  if (state_ != state::open || ejection != ejections_)
    return false;
  state_ = state::half_open;
  return true;
}

bool circuit::begin_trial() {
  if (state_ != state::half_open || trial_under_way_)
    return false;
  trial_under_way_ = true;
  return true;
}

void circuit::close(time now) {
  state_ = state::closed;
  trial_under_way_ = false;
  forgiven_ = now;
}

/// One ejection for each window that the backend has been in service without an outage.
void circuit::forgive(time now) {
  if (state_ != state::closed || unforgiven_ == 0)
    return;
  const auto quiet_since = outages_.empty() ? forgiven_ : std::max(forgiven_, outages_.back());
  const auto windows = static_cast<unsigned>((now - quiet_since) / settings_.window);
  unforgiven_ -= std::min(unforgiven_, windows);
  forgiven_ = quiet_since + windows * settings_.window;
}

std::string_view to_string(circuit::state s) noexcept {
  switch (s) {
  case circuit::state::closed:
    return "closed";
  case circuit::state::open:
    return "open";
  case circuit::state::half_open:
    return "half-open";
  }
  return "";
}

} // namespace loadex::actors::health
