#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// Drains the backend that the path names; then it is out of the pool, or disabled.
awaitable<answer> remove_backend(call incoming);
awaitable<answer> drain_backend(call incoming);

} // namespace loadex::net::admin::handlers
