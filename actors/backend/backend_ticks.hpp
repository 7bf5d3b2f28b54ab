#pragma once

#include "actors/messages/backend.hpp"

namespace loadex::actors {

/// What a backend actor says to itself, and nobody else to it.
namespace backend_ticks {

/// The ejection of that number is over.
struct ejection_over {
  std::uint64_t number = 0;
};

/// Time to look how much of its weight counts; all but the latest are ignored.
struct share_tick {
  std::uint64_t number = 0;
};

} // namespace backend_ticks

using ticking_backend =
    backend_actor::extend<caf::reacts_to<backend_ticks::ejection_over>, caf::reacts_to<backend_ticks::share_tick>>;

} // namespace loadex::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::backend_ticks::ejection_over)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::backend_ticks::share_tick)
