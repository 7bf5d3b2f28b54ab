#include "tests/simulation/oracle.hpp"

#include "tests/simulation/complain.hpp"
#include "tests/simulation/promises.hpp"

#include <algorithm>
#include <utility>

namespace loadex::tests::simulation {

namespace {

template <class Records>
auto& find_in(Records& records, oracle::id who) {
  const auto found = records.find(who);
  if (found == records.end())
    complain("nobody knows backend ", who);
  return found->second;
}

} // namespace

void oracle::adopt(const config::health_settings& rules, moment now) {
  if (&lenient(now) == &rules_)
    rules_before_ = rules_;
  rules_before_.rise = std::max(rules_before_.rise, rules.rise);
  rules_before_.fall = std::max(rules_before_.fall, rules.fall);
  rules_before_.interval = std::max(rules_before_.interval, rules.interval);
  rules_ = rules;
  adopted_ = now;
}

const config::health_settings& oracle::lenient(moment now) const {
  return now - adopted_ > recovery_noticed(rules_before_) ? rules_ : rules_before_;
}

void oracle::joined(id who, simulated_backend& truth, moment now) {
  records_[who].truth = &truth;
  by_url_[truth.url] = who;
  in_service(who, true, now);
}

void oracle::left(id who) {
  auto& r = known(who);
  if (!std::exchange(r.member, false))
    return;
  by_url_.erase(r.truth->url);
}

/// A probe that was under way when requests took the backend out is too old to count.
void oracle::probed(const std::string& url, bool healthy, moment begun, moment now) {
  const auto found = by_url_.find(url);
  if (found == by_url_.end())
    return;
  auto& r = known(found->second);
  if (r.taken_out && begun < *r.taken_out)
    return;
  const bool first = !r.last_probe;
  r.same_probes = r.last_probe == healthy ? r.same_probes + 1 : 1;
  r.last_probe = healthy;
  if (!healthy)
    r.last_found_bad = now;
  if (!first && r.same_probes < (healthy ? rules_.rise : rules_.fall))
    return;
  if (healthy)
    r.known_bad.reset();
  else if (!r.known_bad)
    r.known_bad = now;
}

/// Of a backend that is out of service as it is, this is no news.
void oracle::refused(id who, moment now) {
  const auto* published = bulletin_.find(who);
  auto& r = known(who);
  r.last_found_bad = now;
  if (r.known_bad || published == nullptr || published->state != actors::health::state::healthy)
    return;
  r.known_bad = now;
  r.same_probes = 0;
}

void oracle::in_service(id who, bool serving, moment now) {
  auto& r = known(who);
  if (r.serving == serving)
    return;
  r.serving = serving;
  r.serving_since = now;
  serving_ += serving ? 1 : -1;
}

void oracle::opened(id who, const std::shared_ptr<const actors::balancing::live_load>& published, moment now) {
  auto& r = known(who);
  if (!r.published)
    r.published = published;
  ++r.picks;
  r.last_pick = now;
  count(who, r, 1);
  if (!r.member)
    complain("backend ", who, " was chosen though it has left");
  if (!r.serving && now - r.serving_since > settling)
    complain("backend ", who, " was chosen ", seconds(now - r.serving_since), " s after it was taken out of service");
  if (r.known_bad && now - *r.known_bad > settling && !bulletin_.lately_down(now))
    complain("backend ", who, " was chosen ", seconds(now - *r.known_bad), " s after it was known to be down");
}

void oracle::closed(id who) {
  auto& r = known(who);
  count(who, r, -1);
  if (r.in_flight < 0)
    complain("backend ", who, " has fewer than no requests");
}

void oracle::count(id who, record& whose, int requests) {
  whose.in_flight += requests;
  if (!std::exchange(whose.unchecked, true))
    unchecked_.push_back(who);
}

void oracle::check_counts() {
  for (const auto who : unchecked_) {
    auto& r = known(who);
    r.unchecked = false;
    const auto counted = r.published->in_flight.load(std::memory_order_relaxed);
    if (counted != r.in_flight)
      complain("backend ", who, " publishes ", counted, " requests and has ", r.in_flight);
  }
  unchecked_.clear();
}

void oracle::check_drained(id who, std::uint32_t requests_left, bool before_deadline) const {
  const auto& r = known(who);
  if (before_deadline && requests_left > 0)
    complain("backend ", who, " is said to be drained before its deadline, but for ", requests_left, " requests");
  const bool exact = before_deadline || !r.unchecked; // else somebody may not have told
  if (exact && static_cast<std::int64_t>(requests_left) != r.in_flight)
    complain("backend ", who, " is said to be drained but for ", requests_left, " requests, and has ", r.in_flight);
  if (r.serving)
    complain("backend ", who, " is said to be drained and is in service");
}

void oracle::check_event(const observability::event& e, moment now) {
  using observability::event_kind;
  if (e.number != ++last_event_)
    complain("event ", e.number, " comes where ", last_event_, " should");
  if (e.kind == event_kind::backend_drained && e.detail == "empty" && known(e.backend_id).in_flight != 0)
    complain("backend ", e.backend_id, " is said to be empty, and has ", known(e.backend_id).in_flight, " requests");
  if (e.kind != event_kind::backend_up && e.kind != event_kind::backend_down)
    return;
  auto& r = known(e.backend_id);
  if (r.last_health_event == e.kind)
    complain("backend ", e.backend_id, ": ", to_string(e.kind), " twice in a row");
  r.last_health_event = e.kind;
  if (e.kind == event_kind::backend_down && e.by == observability::decider::traffic) {
    r.taken_out = now;
    r.same_probes = 0; // what probes have found before counts no more, even if it is readmitted
  }
}

void oracle::check_view(const actors::pool_view& newest, moment now) const {
  for (std::size_t i = 0; i < newest.members.size(); ++i) {
    const auto& r = known(newest.members[i]->id);
    const auto so_long = std::min(now - r.truth->since, now - r.serving_since);
    const auto published = newest.states[i];
    if (!r.serving || published == actors::health::state::ejected)
      continue;
    const bool available = published == actors::health::state::healthy;
    if (available ? r.truth->is_lost() && so_long > loss(now) : r.truth->is_well() && so_long > recovery(now))
      complain("backend ", newest.members[i]->id, " has been ", to_string(r.truth->now), " for ",
               seconds(now - r.truth->since), " s and still is ", to_string(newest.states[i]));
  }
}

void oracle::check_end() const {
  for (const auto& [who, r] : records_)
    if (r.in_flight != 0)
      complain("backend ", who, " has ", r.in_flight, " requests at the end");
}

bool oracle::out_of_service_for(id who, duration how_long, moment now) const {
  const auto& r = known(who);
  return !r.serving && now - r.serving_since > how_long;
}

bool oracle::somebody_serves_for(duration how_long, moment now) const {
  return std::ranges::any_of(records_, [&](const auto& each) {
    const auto& r = each.second;
    return r.member && r.serving && now - r.serving_since > how_long &&
           bulletin_.has_weight_for(each.first, how_long, now);
  });
}

bool oracle::is_known_bad(id who, moment since) const {
  const auto& r = known(who);
  return r.known_bad || (r.last_found_bad && *r.last_found_bad >= since);
}

bool oracle::is_well_for(id who, duration how_long, moment now) const {
  const auto& r = known(who);
  return r.serving && r.truth->is_well() && now - r.truth->since > how_long && now - r.serving_since > how_long;
}

oracle::record& oracle::known(id who) {
  return find_in(records_, who);
}

const oracle::record& oracle::known(id who) const {
  return find_in(records_, who);
}

} // namespace loadex::tests::simulation
