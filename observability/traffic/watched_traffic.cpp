#include "observability/traffic/watched_traffic.hpp"

#include <algorithm>

namespace loadex::observability {

watched_traffic::watched_traffic(unsigned seconds_a_step, errors_kept how, const traffic_totals& so_far)
    : track_(seconds_a_step)
    , durations_(so_far.durations)
    , errors_(total_of(so_far.failures))
    , failures_(how == errors_kept::by_reason ? std::make_unique<reason_totals>(so_far.failures) : nullptr) {}

void watched_traffic::end_step(time now, const traffic_totals& so_far, std::int64_t in_flight) {
  const auto errors = total_of(so_far.failures);
  traffic_step ended;
  ended.requests = count_between(durations_, so_far.durations);
  ended.errors = static_cast<std::uint32_t>(errors - errors_);
  ended.in_flight = static_cast<std::uint32_t>(std::max<std::int64_t>(in_flight, 0));
  if (ended.requests > 0) {
    ended.took = *percentiles_between(durations_, so_far.durations);
    durations_ = so_far.durations;
  }
  until_ = now;
  errors_ = errors;
  if (!failures_)
    return track_.add(ended);
  reason_totals by_reason;
  for (std::size_t i = 0; i < by_reason.size(); ++i)
    by_reason[i] = so_far.failures[i] - (*failures_)[i];
  *failures_ = so_far.failures;
  track_.add(ended, &by_reason);
}

void watched_traffic::coarsen_to(unsigned seconds_a_step) {
  while (track_.seconds_a_step() < seconds_a_step)
    track_.coarsen();
}

std::size_t watched_traffic::memory() const noexcept {
  return sizeof(*this) + track_.memory() + (failures_ ? sizeof(*failures_) : 0);
}

} // namespace loadex::observability
