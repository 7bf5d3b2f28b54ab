#include "tests/simulation/ejections.hpp"

#include "tests/simulation/complain.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace loadex::tests::simulation {

namespace {

using std::chrono::milliseconds;

/// Of an announcement such as `for 4000 ms`.
milliseconds length_in(std::string_view detail) {
  const auto digits = detail.find_first_of("0123456789");
  std::int64_t length = -1;
  if (digits != std::string_view::npos)
    std::from_chars(detail.data() + digits, detail.data() + detail.size(), length);
  return milliseconds(length);
}

} // namespace

void ejections::note(moment now) {
  check_share(now);
  const auto out = out_for_requests();
  const bool too_many = out > most_out();
  if (too_many && !std::exchange(too_many_, too_many))
    too_many_since_ = now;
  too_many_ = too_many;
  for (const auto& [who, n] : bulletin_.all()) {
    auto& last = records_[who];
    const bool ejected = n.ejected() && !n.on_trial;
    if (last.ejected && !ejected && n.in_service())
      check_end(who, n, last, out == most_out() || is_the_last(who), now);
    last.ejected = ejected;
  }
}

/// Those in service, with a weight, that are ejected, or down though neither a probe nor a failed connect has found
/// them so.
std::size_t ejections::out_for_requests() const {
  return static_cast<std::size_t>(std::ranges::count_if(bulletin_.all(), [&](const auto& each) {
    const auto& [who, n] = each;
    return !n.weightless && (n.ejected() || (n.state == actors::health::state::unhealthy && passes_probes(who, n)));
  }));
}

std::size_t ejections::most_out() const {
  const auto in_service = bulletin_.in_service();
  return std::min(in_service * limits_.most_ejected / 100, in_service - std::min<std::size_t>(in_service, 1));
}

bool ejections::passes_probes(id who, const bulletin::notice& said) const {
  return !oracle_.is_known_bad(who, said.since - settling);
}

bool ejections::is_the_last(id who) const {
  return std::ranges::none_of(bulletin_.all(), [&](const auto& each) {
    const auto& n = each.second;
    return each.first != who && !n.weightless && (n.state == actors::health::state::healthy || n.on_trial);
  });
}

void ejections::check_end(id who, const bulletin::notice& now_said, const record& last, bool readmission,
                          moment now) const {
  if (!now_said.on_trial && !readmission)
    complain("backend ", who, " is no longer ejected, without a trial");
  if (now_said.on_trial && now < last.began + last.length)
    complain("backend ", who, " is on trial ", seconds(now - last.began), " s after it was ejected for ",
             seconds(last.length), " s");
}

void ejections::check_event(const observability::event& e, moment now) {
  if (e.kind != observability::event_kind::backend_ejected)
    return;
  ++seen_.ejections;
  auto& last = records_[e.backend_id];
  const auto* published = bulletin_.find(e.backend_id);
  const auto number = published == nullptr ? 0 : published->who->counters->ejections.value();
  last.length = announced(e, last, number);
  last.began = now;
  last.number = number;
}

/// The first ejection has its length, and each one at most twice that of the one before: exactly that, if the one
/// before was ended by a trial.
milliseconds ejections::announced(const observability::event& e, const record& last, std::uint64_t number) const {
  const auto length = length_in(e.detail);
  const auto shortest = std::min(limits_.ejection, limits_.longest_ejection);
  if (length < shortest || length > limits_.longest_ejection)
    complain("backend ", e.backend_id, " is ejected ", e.detail);
  if (number != last.number + 1)
    return length; // one of those between took place while the backend was out of service
  const auto twice = last.number == 0 ? shortest : std::min(2 * last.length, limits_.longest_ejection);
  if (length > twice || (e.by == observability::decider::trial && length != twice))
    complain("backend ", e.backend_id, " is ejected ", e.detail, " after ", last.length.count(), " ms");
  return length;
}

void ejections::check_opened(id who, bool as_trial, moment now) const {
  const auto* n = bulletin_.find(who);
  if (as_trial || n == nullptr || !n->ejected() || bulletin_.lately_down(now) || now - n->since <= settling)
    return;
  complain("backend ", who, " was chosen ", seconds(now - n->since), " s after it was ",
           n->on_trial ? "put on trial" : "ejected", ", and not for a trial");
}

void ejections::check(moment now) const {
  check_share(now);
  for (const auto& [who, n] : bulletin_.all()) {
    if (!n.ejected() || n.on_trial || n.weightless || !oracle_.is_well_for(who, oracle_.recovery(now), now))
      continue;
    const auto& last = records_.at(who);
    if (now > last.began + last.length + settling && now - n.since > settling)
      complain("backend ", who, " is well and still ejected, ", seconds(now - last.began), " s after it was for ",
               seconds(last.length), " s");
  }
}

void ejections::check_share(moment now) const {
  if (too_many_ && now - too_many_since_ > settling)
    complain("more backends than may be have been out for broken requests for ", seconds(now - too_many_since_), " s");
  if (!bulletin_.surely_down(now))
    return;
  for (const auto& [who, n] : bulletin_.all())
    if (n.in_service() && !n.weightless && n.state != actors::health::state::checking && passes_probes(who, n))
      complain("nobody is available, and backend ", who, " is out only for broken requests");
}

} // namespace loadex::tests::simulation
