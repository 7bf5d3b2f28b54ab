#pragma once

#include "actors/compat.hpp"
#include "actors/interfaces.hpp"

#include <caf/fwd.hpp>

#include <memory>

namespace loadex::actors {

struct backend_setup {
  balancing::backend_id id = 0;
  config::backend_url url;
  config::health_settings health;
  std::chrono::duration<double> latency_decay{10};
  std::shared_ptr<balancing::vitals> vitals;
  balancing::shared_load load;
  probe_actor probe;
  weak_handle<pool_actor> pool;
};

/// Starts the actor that owns one backend's health and connection count, and has its probe begin.
/// It ends when told to, or when nobody holds a handle to it any more.
backend_actor spawn_backend(caf::actor_system& system, backend_setup setup);

} // namespace loadex::actors
