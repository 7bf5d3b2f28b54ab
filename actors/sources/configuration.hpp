#pragma once

#include "actors/messages/pool_orders.hpp"
#include "config/snapshot.hpp"

namespace loadex::actors {

/// What the configuration, be it a file or the command line, says of a pool. `all`: of the whole process.
reconfigure configured(const config::snapshot::pool& wanted, const config::settings& all);

} // namespace loadex::actors
