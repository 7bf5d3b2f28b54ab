#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// Every pool.
awaitable<answer> pools(call incoming);

/// The one that the path names.
awaitable<answer> one_pool(call incoming);

/// Switches its algorithm.
awaitable<answer> change_pool(call incoming);

} // namespace loadex::net::admin::handlers
