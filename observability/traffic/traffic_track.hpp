#pragma once

#include "observability/counters.hpp"
#include "observability/traffic/traffic_step.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace loadex::observability {

/// The last 15 minutes of something's traffic, in steps of so many seconds. The memory for all of it is taken at once,
/// and that for a reason's errors when it first occurs.
class traffic_track {
public:
  static constexpr unsigned seconds_kept = 900;

  explicit traffic_track(unsigned seconds_a_step);

  /// The next step. `reasons`: its errors by reason, if these are to be kept.
  void add(const traffic_step& next, const reason_totals* reasons = nullptr);

  /// From now on steps are twice as long; those there are are made so.
  void coarsen();

  unsigned seconds_a_step() const noexcept { return seconds_a_step_; }

  /// How many steps there are.
  std::size_t size() const noexcept { return size_; }

  /// The one that so many have followed.
  const traffic_step& before_last(std::size_t later) const noexcept { return steps_[place_of(later)]; }

  /// Its errors for that reason, as far as they are kept.
  std::uint32_t errors_before_last(std::size_t later, std::size_t reason) const noexcept {
    return reason < errors_.size() && !errors_[reason].empty() ? errors_[reason][place_of(later)] : 0;
  }

  /// Bytes that it takes on the heap.
  std::size_t memory() const noexcept;

private:
  std::size_t capacity() const noexcept { return seconds_kept / seconds_a_step_; }
  std::size_t place_of(std::size_t later) const noexcept { return (next_ + capacity() - 1 - later) % capacity(); }

  unsigned seconds_a_step_;
  std::size_t size_ = 0;
  std::size_t next_ = 0;                           // place of the next step
  std::unique_ptr<traffic_step[]> steps_;          // a ring
  std::vector<std::vector<std::uint32_t>> errors_; // by reason, at the same places; empty: none yet
};

} // namespace loadex::observability
