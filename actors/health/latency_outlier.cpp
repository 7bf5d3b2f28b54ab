#include "actors/health/latency_outlier.hpp"

#include <algorithm>

namespace loadex::actors::health {

void latency_outlier::compare(std::chrono::microseconds own, std::chrono::microseconds median,
                              const config::outlier_settings& limits) {
  if (own <= limits.factor * median) {
    in_a_row_ = 0;
    share_ = std::min(1.0, 2 * share_);
  } else if (++in_a_row_ >= patience) {
    share_ = std::max(limits.floor / 100.0, share_ / 2);
  }
}

} // namespace loadex::actors::health
