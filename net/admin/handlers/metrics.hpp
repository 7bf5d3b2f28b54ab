#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// The page for Prometheus, made on the control thread: with many backends that takes a while.
awaitable<answer> metrics(call incoming);

} // namespace loadex::net::admin::handlers
