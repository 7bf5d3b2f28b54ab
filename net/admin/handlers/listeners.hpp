#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// Where clients connect, and how many have.
awaitable<answer> listeners(call incoming);

/// Which requests go where, and how many have.
awaitable<answer> routes(call incoming);

} // namespace loadex::net::admin::handlers
