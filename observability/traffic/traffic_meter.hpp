#pragma once

#include "observability/counters.hpp"
#include "observability/per_worker.hpp"
#include "observability/traffic/duration_histogram.hpp"

namespace loadex::observability {

/// What one worker counts of the requests to a backend, to a pool, or of all: how long they took and what failed. What
/// counts here counts in the meter that this one is part of, too.
class traffic_meter {
public:
  /// `whole` outlives it; null if it is part of none.
  explicit traffic_meter(traffic_meter* whole = nullptr)
      : whole_(whole) {}

  // Of its worker's thread.

  void took(std::size_t bucket) noexcept {
    for (auto* m = this; m != nullptr; m = m->whole_)
      m->durations.add(bucket);
  }
  void failed(base::reason why) noexcept {
    for (auto* m = this; m != nullptr; m = m->whole_)
      m->failures.add(why);
  }

  duration_histogram durations; // of the requests that have ended
  reason_counters failures;

private:
  traffic_meter* const whole_;
};

/// What has been counted so far.
struct traffic_totals {
  duration_histogram::counts durations{};
  reason_totals failures{};
};

/// All that the workers have counted of one thing. Any thread.
template <class Meter>
traffic_totals totals_of(const per_worker<Meter>& meters) {
  traffic_totals sums;
  meters.visit([&](const traffic_meter& one) {
    one.durations.add_to(sums.durations);
    one.failures.add_to(sums.failures);
  });
  return sums;
}

} // namespace loadex::observability
