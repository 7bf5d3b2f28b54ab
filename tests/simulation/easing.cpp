#include "tests/simulation/easing.hpp"

#include "tests/simulation/complain.hpp"
#include "tests/simulation/promises.hpp"

#include <algorithm>
#include <cstddef>

namespace loadex::tests::simulation {

namespace {

constexpr double least_share = 0.05; // of a backend that begins anew
constexpr duration patience = 5min;
constexpr std::uint64_t enough = 500; // requests, for several comparisons

} // namespace

void easing::adopt(const config::traffic_settings& by, moment now) {
  health_ = by.health;
  outlier_ = by.outlier;
  adopted_ = now;
  catching_up_.clear();
}

void easing::check(moment now) {
  const double floor = outlier_.factor > 0 ? outlier_.floor / 100.0 : 1;
  for (const auto& [who, n] : bulletin_.all()) {
    const double share = n.who->live_load->share.load(std::memory_order_relaxed);
    if (share > 1 || share < least_share * floor * 0.999)
      complain("a share of ", share, " counts of the weight of backend ", who);
    if (n.offered && !n.eased && share < 1)
      complain("only ", share, " counts of the weight of backend ", who, ", and nobody knows");
    if (n.eased && !n.weightless)
      check_warm(who, n, share, now);
    else
      catching_up_.erase(who);
  }
}

/// Whoever has been back for as long as slow start takes has all of its weight, but for what its latency costs it.
void easing::check_warm(id who, const bulletin::notice& said, double share, moment now) {
  const double floor = outlier_.factor > 0 ? outlier_.floor / 100.0 : 1;
  const bool caught_up = has_caught_up(who, now);
  const auto back_for = now - std::max(said.eased_since, adopted_);
  if (back_for <= health_.slow_start + health_.slow_start / 20 + 10ms + settling)
    return;
  if (outlier_.factor == 0 || share < floor * 0.999 || caught_up)
    complain("backend ", who, " is back for ", seconds(back_for), " s, and only ", share, " counts of its weight");
}

bool easing::has_caught_up(id who, moment now) {
  if (outlier_.factor == 0 || !is_as_fast_as_any(who)) {
    catching_up_.erase(who);
    return false;
  }
  const auto [known, is_new] = catching_up_.try_emplace(who);
  auto& t = known->second;
  if (is_new) {
    t.since = now;
    for (const auto& [other, n] : bulletin_.all())
      t.picks_before[other] = oracle_.picks(other);
  }
  return now - t.since > patience && oracle_.picks(who) - t.picks_before[who] > enough && has_been_compared(t);
}

/// With at least two others, which takes requests to each.
bool easing::has_been_compared(const trend& since_then) const {
  const auto compared = std::ranges::count_if(bulletin_.all(), [&](const auto& each) {
    const auto& [who, n] = each;
    const auto before = since_then.picks_before.find(who);
    return n.state == actors::health::state::healthy && before != since_then.picks_before.end() &&
           oracle_.picks(who) - before->second > enough;
  });
  return compared >= 3;
}

/// And there are others to compare it with.
bool easing::is_as_fast_as_any(id who) const {
  std::size_t available = 0;
  for (const auto& [other, n] : bulletin_.all()) {
    if (n.state != actors::health::state::healthy)
      continue;
    ++available;
    if (oracle_.truth(other).typical < oracle_.truth(who).typical)
      return false;
  }
  return available >= 3 && bulletin_.find(who)->state == actors::health::state::healthy &&
         oracle_.truth(who).now == simulated_backend::condition::well;
}

} // namespace loadex::tests::simulation
