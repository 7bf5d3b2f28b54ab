#include "actors/balancing/latency_estimate.hpp"

#include <algorithm>
#include <cmath>

namespace loadex::actors::balancing {

namespace {

/// Times since the clock's beginning, in decays.
double age_of(latency_estimate::time_point now, latency_estimate::seconds decay) {
  return latency_estimate::seconds(now.time_since_epoch()) / decay;
}

} // namespace

void latency_estimate::adopt(seconds decay, time_point now) {
  level_ += age_of(now, decay) - age_of(now, decay_); // none stays none
  decay_ = decay;
}

void latency_estimate::observe(seconds longest, seconds mean, time_point now) {
  constexpr seconds least{1e-6};
  const auto before = at(now, level_, decay_); // decayed since
  seconds estimate = longest;
  if (before && longest < *before) {
    const double gone = 1 - std::exp(-(seconds(now - last_) / decay_));
    estimate = *before + mean * gone;
  }
  level_ = std::log(std::max(estimate, least).count()) + age_of(now, decay_);
  last_ = now;
}

std::optional<latency_estimate::seconds> latency_estimate::at(time_point now, double level, seconds decay) {
  if (std::isinf(level))
    return std::nullopt;
  return seconds{std::exp(level - age_of(now, decay))};
}

} // namespace loadex::actors::balancing
