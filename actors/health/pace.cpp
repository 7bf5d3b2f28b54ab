#include "actors/health/pace.hpp"

#include <algorithm>
#include <utility>

namespace loadex::actors::health {

using std::chrono::microseconds;

pace::pace(std::chrono::milliseconds interval, std::uint32_t seed)
    : interval_(interval) {
  std::seed_seq mixed{seed}; // seeds that are alike begin alike otherwise
  random_.seed(mixed);
}

void pace::adopt(std::chrono::milliseconds interval) {
  interval_ = interval;
  in_step_ = true;
}

microseconds pace::regular() {
  return std::exchange(in_step_, false) ? anywhere_in(interval_) : jittered(interval_);
}

microseconds pace::soon(std::chrono::milliseconds wanted) {
  in_step_ = true;
  return jittered(std::min(wanted, interval_));
}

microseconds pace::in_company(std::chrono::nanoseconds now, microseconds delay) const {
  const auto grid = std::min(microseconds{interval_} / 100, microseconds{50'000});
  const auto late = std::chrono::floor<microseconds>(now + delay) % grid;
  return delay + (grid - late);
}

/// In (0, span].
microseconds pace::anywhere_in(microseconds span) {
  return microseconds{std::uniform_int_distribution<microseconds::rep>{1, span.count()}(random_)};
}

microseconds pace::jittered(microseconds mean) {
  const auto tenth = mean / 10;
  return mean - tenth + anywhere_in(2 * tenth);
}

} // namespace loadex::actors::health
