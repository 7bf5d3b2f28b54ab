#pragma once

#include "actors/health/state.hpp"

namespace loadex::actors::health {

/// Turns verdicts into a state that does not flutter: `rise` good ones in a row bring a backend back, `fall` bad ones
/// take it out. The first verdict of all decides at once.
class threshold {
public:
  threshold() = default;

  /// `known`: the state that it goes on from.
  threshold(unsigned rise, unsigned fall, state known = state::checking)
      : rise_(rise)
      , fall_(fall)
      , state_(known) {}

  /// Goes by others from the next verdict on. The state and what has been counted stay.
  void adopt(unsigned rise, unsigned fall) noexcept {
    rise_ = rise;
    fall_ = fall;
  }

  /// Counts a verdict. Returns whether the state changed.
  bool observe(bool ok) noexcept;

  /// Takes a healthy backend out at once. Returns whether the state changed.
  bool take_out() noexcept;

  state current() const noexcept { return state_; }

  /// Puts a backend that was taken out back. Returns whether the state changed.
  bool put_back() noexcept;

  /// Whether the last verdict agrees with the state, so that nothing hangs in the balance.
  bool settled() const noexcept { return contrary_ == 0; }

private:
  bool become(state next) noexcept;

  unsigned rise_ = 1;
  unsigned fall_ = 1;
  unsigned contrary_ = 0; // verdicts in a row against the state
  state state_ = state::checking;
};

} // namespace loadex::actors::health
