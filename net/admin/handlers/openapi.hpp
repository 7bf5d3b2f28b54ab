#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// The description of all addresses, for programs.
awaitable<answer> openapi(call incoming);

} // namespace loadex::net::admin::handlers
