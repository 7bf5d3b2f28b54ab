#pragma once

#include "actors/backend/prober.hpp"
#include "actors/messages/probe.hpp"

#include <caf/fwd.hpp>

namespace loadex::actors {

struct probe_setup {
  config::backend_url url;
  config::health_settings how;
  prober* io = nullptr;   // outlives the actor
  std::uint32_t seed = 0; // of what varies in the pace
};

/// Starts the actor that has one backend probed, now and then. It waits for begin_probing.
probe_actor spawn_probe(caf::actor_system& system, probe_setup setup);

} // namespace loadex::actors
