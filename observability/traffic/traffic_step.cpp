#include "observability/traffic/traffic_step.hpp"

#include <algorithm>

namespace loadex::observability {

namespace {

/// The bucket of the smallest that so many percent of all do not exceed.
class percentile_search {
public:
  percentile_search(const duration_histogram::counts& before, const duration_histogram::counts& now,
                    std::uint64_t total)
      : before_(before)
      , now_(now)
      , total_(total)
      , seen_(now[0] - before[0]) {}

  /// Of a higher percentage than the one before.
  std::uint8_t next(unsigned percent) {
    const auto wanted = (total_ * percent + 99) / 100;
    while (seen_ < wanted && bucket_ + 1 < now_.size()) {
      ++bucket_;
      seen_ += static_cast<std::uint32_t>(now_[bucket_] - before_[bucket_]);
    }
    return static_cast<std::uint8_t>(bucket_);
  }

private:
  const duration_histogram::counts& before_;
  const duration_histogram::counts& now_;
  const std::uint64_t total_;
  std::uint64_t seen_;
  std::size_t bucket_ = 0;
};

} // namespace

std::uint32_t count_between(const duration_histogram::counts& before, const duration_histogram::counts& now) {
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < now.size(); ++i)
    total += now[i] - before[i];
  return total;
}

std::optional<percentiles> percentiles_between(const duration_histogram::counts& before,
                                               const duration_histogram::counts& now) {
  const auto total = count_between(before, now);
  if (total == 0)
    return std::nullopt;
  percentile_search search(before, now, total);
  percentiles found;
  found.p50 = search.next(50);
  found.p95 = search.next(95);
  found.p99 = search.next(99);
  return found;
}

void traffic_step::append(const traffic_step& next) {
  if (next.requests > 0) {
    const auto& now = next.took;
    took = requests == 0
               ? now
               : percentiles{std::max(took.p50, now.p50), std::max(took.p95, now.p95), std::max(took.p99, now.p99)};
  }
  requests += next.requests;
  errors += next.errors;
  in_flight = next.in_flight;
}

} // namespace loadex::observability
