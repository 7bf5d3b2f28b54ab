#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// The page for Prometheus, or for whoever prefers OpenMetrics. It is made on the control thread, piece by piece; one
/// that is long is sent likewise.
awaitable<answer> metrics(call incoming);

} // namespace loadex::net::admin::handlers
