#include "apps/loadex/cli/traffic/traffic_summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace loadex::cli {

latency percentile(std::span<const latency> sorted, double percent) {
  if (sorted.empty())
    return {};
  const auto rank = static_cast<std::size_t>(std::ceil(percent / 100 * static_cast<double>(sorted.size())));
  return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

void traffic_summary::add_response(const std::string& who, const std::string& failure, latency took) {
  ++distribution_[who];
  latencies_.push_back(took);
  if (failure.empty())
    return;
  ++failures_[failure];
  ++failed_;
}

void traffic_summary::add_failure(const std::string& failure) {
  ++failures_[failure];
  ++failed_;
  ++unanswered_;
}

latency_summary traffic_summary::latencies() const {
  auto sorted = latencies_;
  std::sort(sorted.begin(), sorted.end());
  return {percentile(sorted, 50), percentile(sorted, 90), percentile(sorted, 99), percentile(sorted, 100)};
}

std::vector<latency_bucket> traffic_summary::histogram() const {
  if (latencies_.empty())
    return {};
  auto sorted = latencies_;
  std::sort(sorted.begin(), sorted.end());
  std::vector<latency_bucket> buckets;
  constexpr std::array<latency::rep, 3> steps{1, 2, 5};
  std::size_t counted = 0;
  for (latency::rep power = 1'000; counted < sorted.size(); power *= 10) // from a microsecond on
    for (const auto step : steps) {
      const latency bound{power * step};
      const auto end = std::upper_bound(sorted.begin(), sorted.end(), bound) - sorted.begin();
      const auto within = static_cast<std::size_t>(end) - counted;
      counted += within;
      if (within > 0 || (!buckets.empty() && counted < sorted.size()))
        buckets.push_back({bound, within});
    }
  return buckets;
}

} // namespace loadex::cli
