#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// The traffic of the last seconds, of all or of one pool, and of its backends.
awaitable<answer> stats(call incoming);

} // namespace loadex::net::admin::handlers
