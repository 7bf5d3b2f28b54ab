#pragma once

#include "actors/interfaces.hpp"
#include "actors/prober.hpp"

#include <caf/fwd.hpp>

#include <cstdint>
#include <vector>

namespace loadex::actors {

struct pool_setup {
  std::vector<config::backend_settings> backends; // no two the same
  config::health_settings health;
  prober* io = nullptr;   // outlives the actor
  std::uint64_t seed = 0; // of the probes' jitter
};

/// Starts the actor that owns membership. Its backend and probe actors end with it.
pool_actor spawn_pool(caf::actor_system& system, pool_setup setup);

} // namespace loadex::actors
