#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// The configuration in force, as a file, with the live changes in it.
awaitable<answer> configuration_in_force(call incoming);

/// What a configuration would change.
awaitable<answer> plan_configuration(call incoming);

/// Writes the live changes into the file.
awaitable<answer> save_configuration(call incoming);

/// Has the file read again, and tells how that has ended.
awaitable<answer> reload_configuration(call incoming);

/// Which configuration holds since when, and how the latest reload has ended.
awaitable<answer> reload_state(call incoming);

} // namespace loadex::net::admin::handlers
