#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// That the process lives.
awaitable<answer> alive(call incoming);

/// Whether traffic is welcome.
awaitable<answer> ready(call incoming);

} // namespace loadex::net::admin::handlers
