#pragma once

#include "actors/pool/pool_actor.hpp"
#include "actors/pool/roster_entry.hpp"
#include "actors/runtime/compat.hpp"

#include <caf/fwd.hpp>

namespace loadex::actors {

/// What a new member is given by its pool.
struct enlistment {
  balancing::backend_id id = 0;
  bool warms_up_first = false; // the pool is running already
  balancing::shared_load load;
  weak_handle<pool_reports> pool;
};

/// Starts the actors of a new member. Its first probe begins at once.
roster_entry enlist(caf::actor_system& system, const pool_setup& setup, const config::backend_settings& backend,
                    enlistment as);

} // namespace loadex::actors
