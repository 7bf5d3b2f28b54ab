#include "actors/health/threshold.hpp"

namespace loadex::actors::health {

bool threshold::observe(bool ok) noexcept {
  const state seen = ok ? state::healthy : state::unhealthy;
  if (state_ == state::checking)
    return become(seen);
  if (seen == state_) {
    contrary_ = 0;
    return false;
  }
  return ++contrary_ >= (ok ? rise_ : fall_) && become(seen);
}

bool threshold::take_out() noexcept {
  return state_ == state::healthy && become(state::unhealthy);
}

bool threshold::put_back() noexcept {
  return state_ == state::unhealthy && become(state::healthy);
}

bool threshold::become(state next) noexcept {
  state_ = next;
  contrary_ = 0;
  return true;
}

} // namespace loadex::actors::health
