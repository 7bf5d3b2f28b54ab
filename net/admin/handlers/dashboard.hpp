#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// The page, and its parts.
awaitable<answer> dashboard(call incoming);
awaitable<answer> dashboard_style(call incoming);
awaitable<answer> dashboard_script(call incoming);

/// Leads from its short address to the one that its parts are relative to.
awaitable<answer> way_to_dashboard(call incoming);

} // namespace loadex::net::admin::handlers
