#include "actors/health/failure_ratio.hpp"

#include <algorithm>

namespace loadex::actors::health {

void failure_ratio::adopt(unsigned limit, std::chrono::milliseconds window, unsigned minimum) {
  const failure_ratio fresh(limit, window, minimum);
  if (fresh.slot_length_ != slot_length_)
    *this = fresh; // its slots are numbered otherwise
  limit_ = limit;
  minimum_ = minimum;
}

void failure_ratio::add(std::uint32_t requests, std::uint32_t failed, time now) {
  if (limit_ == 0)
    return;
  move_on(now.time_since_epoch() / slot_length_);
  auto& slot = slots_[static_cast<std::size_t>(newest_) % slot_count];
  slot.requests += requests;
  slot.failed += failed;
  sum_.requests += requests;
  sum_.failed += failed;
}

bool failure_ratio::exceeded() const noexcept {
  return limit_ > 0 && sum_.requests >= minimum_ && sum_.failed * 100 >= limit_ * sum_.requests;
}

void failure_ratio::reset() {
  slots_ = {};
  sum_ = {};
}

/// The slots that time has passed over since are emptied.
void failure_ratio::move_on(std::int64_t slot) {
  const auto outdated = std::min<std::int64_t>(slot - newest_, slot_count);
  for (std::int64_t i = 0; i < outdated; ++i) {
    auto& old = slots_[static_cast<std::size_t>(slot - i) % slot_count];
    sum_.requests -= old.requests;
    sum_.failed -= old.failed;
    old = {};
  }
  newest_ = std::max(newest_, slot);
}

} // namespace loadex::actors::health
