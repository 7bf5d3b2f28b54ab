#include "tests/simulation/oracle.hpp"

#include "tests/simulation/violation.hpp"

#include <sstream>

namespace loadex::tests::simulation {

namespace {

template <class... Parts>
[[noreturn]] void complain(const Parts&... parts) {
  std::ostringstream text;
  (text << ... << parts);
  throw violation(text.str());
}

double seconds(duration d) {
  return std::chrono::duration<double>(d).count();
}

} // namespace

void oracle::joined(id who, simulated_backend& truth, moment now) {
  auto& r = records_[who];
  r.truth = &truth;
  r.serving_since = now;
  by_url_[truth.url] = who;
}

void oracle::left(id who) {
  auto& r = known(who);
  r.member = false;
  by_url_.erase(r.truth->url);
}

void oracle::probed(const std::string& url, bool healthy, moment now) {
  const auto found = by_url_.find(url);
  if (found == by_url_.end())
    return;
  auto& r = known(found->second);
  if (healthy)
    r.known_bad.reset();
  else if (!r.known_bad)
    r.known_bad = now;
}

void oracle::refused(id who, moment now) {
  auto& r = known(who);
  if (!r.known_bad)
    r.known_bad = now;
}

void oracle::in_service(id who, bool serving, moment now) {
  auto& r = known(who);
  if (r.serving != serving)
    r.serving_since = now;
  r.serving = serving;
}

void oracle::opened(id who, moment now) {
  auto& r = known(who);
  ++r.in_flight;
  ++r.truth->in_flight;
  ++r.picks;
  r.last_pick = now;
  if (!r.member)
    complain("backend ", who, " was chosen though it has left");
  if (!r.serving && now - r.serving_since > settling_)
    complain("backend ", who, " was chosen ", seconds(now - r.serving_since), " s after it was taken out of service");
  if (r.known_bad && now - *r.known_bad > settling_)
    complain("backend ", who, " was chosen ", seconds(now - *r.known_bad), " s after it was known to be down");
}

void oracle::closed(id who) {
  auto& r = known(who);
  --r.truth->in_flight;
  if (--r.in_flight < 0)
    complain("backend ", who, " has fewer than no requests");
}

void oracle::check_count(id who, std::int64_t counted) const {
  if (counted != known(who).in_flight)
    complain("backend ", who, " publishes ", counted, " requests and has ", known(who).in_flight);
}

void oracle::check_drained(id who, std::uint32_t requests_left) const {
  const auto& r = known(who);
  if (static_cast<std::int64_t>(requests_left) != r.in_flight)
    complain("backend ", who, " is said to be drained but for ", requests_left, " requests, and has ", r.in_flight);
  if (r.serving)
    complain("backend ", who, " is said to be drained and is in service");
}

void oracle::check_event(const observability::event& e) {
  using observability::event_kind;
  if (e.number != ++last_event_)
    complain("event ", e.number, " comes where ", last_event_, " should");
  if (e.kind != event_kind::backend_up && e.kind != event_kind::backend_down)
    return;
  auto& r = known(e.backend_id);
  if (r.last_health_event == e.kind)
    complain("backend ", e.backend_id, ": ", to_string(e.kind), " twice in a row");
  r.last_health_event = e.kind;
}

void oracle::check_view(const actors::pool_view& newest, moment now) const {
  for (std::size_t i = 0; i < newest.members.size(); ++i) {
    const auto& r = known(newest.members[i]->id);
    if (!r.serving || now - r.truth->since < noticing_ || now - r.serving_since < noticing_)
      continue;
    const bool available = newest.states[i] == actors::health::state::healthy;
    if (available ? r.truth->is_lost() : r.truth->is_well())
      complain("backend ", newest.members[i]->id, " has been ", to_string(r.truth->now), " for ",
               seconds(now - r.truth->since), " s and still is ", to_string(newest.states[i]));
  }
}

void oracle::check_end() const {
  for (const auto& [who, r] : records_)
    if (r.in_flight != 0)
      complain("backend ", who, " has ", r.in_flight, " requests at the end");
}

oracle::record& oracle::known(id who) {
  const auto found = records_.find(who);
  if (found == records_.end())
    complain("nobody knows backend ", who);
  return found->second;
}

const oracle::record& oracle::known(id who) const {
  return const_cast<oracle*>(this)->known(who);
}

} // namespace loadex::tests::simulation
