#pragma once

#include "actors/health/pace.hpp"
#include "actors/interfaces.hpp"
#include "actors/prober.hpp"

#include <caf/fwd.hpp>

namespace loadex::actors {

struct probe_setup {
  config::backend_url url;
  prober* io = nullptr; // outlives the actor
  health::pace pace;
};

/// Starts the actor that has one backend probed, now and then. It waits for begin_probing.
probe_actor spawn_probe(caf::actor_system& system, probe_setup setup);

} // namespace loadex::actors
