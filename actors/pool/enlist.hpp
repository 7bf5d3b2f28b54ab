#pragma once

#include "actors/messages/backend.hpp"
#include "actors/messages/memory.hpp"
#include "actors/pool/pool_common.hpp"
#include "actors/pool/roster_entry.hpp"
#include "config/settings.hpp"

#include <optional>

namespace loadex::actors {

/// What a backend goes by: what holds in the pool, but for what it has of its own.
go_by terms_of(const pool_common& of, const config::own_settings& own_health, std::optional<unsigned> own_limit);

/// Starts the actors of a new member. Its first probe begins at once. `warms_up_first`: see backend_setup.
roster_entry enlist(const pool_common& of, const config::backend_settings& backend, balancing::backend_id id,
                    bool warms_up_first);

/// Likewise of one that another process has known.
roster_entry enlist(const pool_common& of, const member_memory& known, balancing::backend_id id);

} // namespace loadex::actors
