#pragma once

#include "actors/messages/pool_orders.hpp"
#include "config/settings.hpp"

namespace loadex::actors {

/// The backends that the configuration names, be it a file or the command line.
set_members configured_members(const config::settings& all);

} // namespace loadex::actors
