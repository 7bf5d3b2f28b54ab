#include "observability/traffic/traffic_track.hpp"

#include <algorithm>
#include <utility>

namespace loadex::observability {

traffic_track::traffic_track(unsigned seconds_a_step)
    : seconds_a_step_(seconds_a_step)
    , steps_(std::make_unique_for_overwrite<traffic_step[]>(capacity())) {}

void traffic_track::add(const traffic_step& next, const reason_totals* reasons) {
  steps_[next_] = next;
  if (reasons != nullptr && errors_.empty() && next.errors > 0)
    errors_.resize(reasons->size());
  for (std::size_t i = 0; i < errors_.size(); ++i) {
    const auto count = reasons != nullptr ? static_cast<std::uint32_t>((*reasons)[i]) : 0;
    if (count > 0 && errors_[i].empty())
      errors_[i].resize(capacity());
    if (!errors_[i].empty())
      errors_[i][next_] = count;
  }
  next_ = (next_ + 1) % capacity();
  size_ = std::min(size_ + 1, capacity());
}

void traffic_track::coarsen() {
  traffic_track coarser(2 * seconds_a_step_);
  for (auto later = size_ / 2 * 2; later > 0; later -= 2) {
    auto both = before_last(later - 1);
    both.append(before_last(later - 2));
    reason_totals reasons{};
    for (std::size_t i = 0; i < errors_.size(); ++i)
      reasons[i] = std::uint64_t{errors_before_last(later - 1, i)} + errors_before_last(later - 2, i);
    coarser.add(both, &reasons);
  }
  *this = std::move(coarser);
}

std::size_t traffic_track::memory() const noexcept {
  auto bytes = capacity() * sizeof(traffic_step) + errors_.capacity() * sizeof(decltype(errors_)::value_type);
  for (const auto& of_reason : errors_)
    bytes += of_reason.capacity() * sizeof(of_reason.front());
  return bytes;
}

} // namespace loadex::observability
