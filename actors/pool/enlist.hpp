#pragma once

#include "actors/backend/prober.hpp"
#include "actors/balancing/plan.hpp"
#include "actors/pool/roster_entry.hpp"
#include "actors/runtime/compat.hpp"
#include "config/settings.hpp"

#include <caf/fwd.hpp>

namespace loadex::actors {

/// What a new member is given by its pool.
struct enlistment {
  balancing::backend_id id = 0;
  bool warms_up_first = false; // the pool is running already
  prober* io = nullptr;
  std::uint64_t seed = 0; // of its probes' jitter
  balancing::shared_load load;
  weak_handle<pool_reports> pool;
};

/// Starts the actors of a new member. Its first probe begins at once.
roster_entry enlist(caf::actor_system& system, const config::traffic_settings& how,
                    const config::backend_settings& backend, enlistment as);

} // namespace loadex::actors
