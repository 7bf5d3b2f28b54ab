#include "actors/pool/outliers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace loadex::actors {

namespace {

using std::chrono::microseconds;

constexpr std::size_t fewest = 3; // a median of fewer says nothing

double milliseconds(microseconds latency) {
  return static_cast<double>(latency.count()) / 1'000;
}

} // namespace

std::vector<share_change> excuse_all(roster& members, const std::string& why) {
  std::vector<share_change> changes;
  for (auto& e : members.entries())
    if (std::exchange(e.lag, {}).share() < 1)
      changes.push_back({&e, why});
  return changes;
}

std::vector<share_change> find_outliers(roster& members, const config::outlier_settings& limits) {
  std::size_t available = 0;
  std::vector<roster_entry*> comparable;
  for (auto& e : members.entries()) {
    if (!e.available() || e.weight == 0) // there is nothing to take from
      continue;
    ++available;
    if (e.who->latencies->has_enough())
      comparable.push_back(&e);
  }
  if (available < fewest)
    return excuse_all(members, "100 % counts: too few backends to compare"); // there is no pool to lag behind
  if (comparable.size() < fewest)
    return {}; // what is known is kept until more is

  std::vector<std::pair<microseconds, roster_entry*>> slowest; // each one's 99th percentile
  slowest.reserve(comparable.size());
  for (auto* e : comparable)
    slowest.emplace_back(*e->who->latencies->take_99th_percentile(), e);
  const auto middle = slowest.begin() + static_cast<std::ptrdiff_t>(slowest.size() / 2);
  std::nth_element(slowest.begin(), middle, slowest.end());
  const auto median = middle->first;

  std::vector<share_change> changes;
  for (const auto& [latency, who] : slowest) {
    const auto before = who->lag.share();
    who->lag.compare(latency, median, limits);
    if (who->lag.share() != before)
      changes.push_back({who, fmt::format("{:.0f} % counts: 99th percentile {:.1f} ms, median of all {:.1f} ms",
                                          100 * who->lag.share(), milliseconds(latency), milliseconds(median))});
  }
  return changes;
}

} // namespace loadex::actors
