#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// Has a new process take this one's place, and tells how that has ended.
awaitable<answer> upgrade(call incoming);

} // namespace loadex::net::admin::handlers
