#include "actors/outliers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace loadex::actors {

namespace {

using std::chrono::microseconds;

/// A median of fewer says nothing.
constexpr std::size_t fewest = 3;

double milliseconds(microseconds latency) {
  return static_cast<double>(latency.count()) / 1'000;
}

} // namespace

std::vector<share_change> find_outliers(roster& members, const config::outlier_settings& limits) {
  std::vector<std::pair<microseconds, roster_entry*>> slowest; // each one's 99th percentile
  for (auto& e : members.entries())
    if (const auto latency = e.who->latencies->take_99th_percentile(); latency && e.available())
      slowest.emplace_back(*latency, &e);
  if (slowest.size() < fewest)
    return {};
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
