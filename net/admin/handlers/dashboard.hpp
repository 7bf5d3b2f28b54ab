#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// The page.
awaitable<answer> dashboard(call incoming);

/// Its style, a module, its icon.
awaitable<answer> part_of_dashboard(call incoming);

/// Leads from its short address to the one that its parts are relative to.
awaitable<answer> way_to_dashboard(call incoming);

} // namespace loadex::net::admin::handlers
