#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// Which backends are healthy.
awaitable<answer> health(call incoming);

/// How backends are chosen.
awaitable<answer> info(call incoming);

/// Adds the backend whose URL the query names.
awaitable<answer> add(call incoming);

} // namespace loadex::net::admin::handlers
