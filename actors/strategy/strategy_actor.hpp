#pragma once

#include "actors/messages/strategy.hpp"

#include <caf/fwd.hpp>

#include <cstdint>

namespace loadex::actors {

/// Starts the actor that holds one worker's state of the algorithm, and the newest view, which says which one that is.
/// It first runs when that worker sends to it, and nobody else may.
strategy_actor spawn_strategy(caf::actor_system& system, std::uint64_t seed, balancing::shared_turns turns);

} // namespace loadex::actors
