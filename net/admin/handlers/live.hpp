#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// All pools and backends, and each second what has changed: for the page.
awaitable<answer> live(call incoming);

} // namespace loadex::net::admin::handlers
