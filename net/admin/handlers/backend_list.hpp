#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// The backends of all pools, or of the one that the path names.
awaitable<answer> all_backends(call incoming);
awaitable<answer> backends(call incoming);

} // namespace loadex::net::admin::handlers
