#include "actors/health/slow_start.hpp"

namespace loadex::actors::health {

namespace {

/// Enough to see how the backend does, and to be seen by it.
constexpr double least_share = 0.05;

} // namespace

void slow_start::adopt(std::chrono::milliseconds length, config::ramp_curve curve, time now) noexcept {
  if (share(now) == 1)
    end(); // it may not have been over by the other length
  length_ = length;
  curve_ = curve;
}

double slow_start::share(time now) const noexcept {
  if (began_ == time::min() || now - began_ >= length_)
    return 1;
  const double grown = std::chrono::duration<double>(now - began_) / length_;
  return std::max(least_share, curve_ == config::ramp_curve::quadratic ? grown * grown : grown);
}

} // namespace loadex::actors::health
