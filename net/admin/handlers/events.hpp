#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// What has happened, as a page or as a stream.
awaitable<answer> events(call incoming);

} // namespace loadex::net::admin::handlers
