#include "actors/health/pace.hpp"

#include <algorithm>

namespace loadex::actors::health {

std::chrono::microseconds pace::soon(std::chrono::milliseconds wanted) {
  return jittered(std::min(wanted, interval_));
}

std::chrono::microseconds pace::jittered(std::chrono::microseconds mean) {
  const auto tenth = mean.count() / 10;
  return mean + std::chrono::microseconds{std::uniform_int_distribution<decltype(tenth)>{-tenth, tenth}(random_)};
}

} // namespace loadex::actors::health
