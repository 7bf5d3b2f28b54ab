#pragma once

#include "net/admin/route.hpp"

namespace loadex::net::admin::handlers {

/// Who would get such a request, why nobody else, and how it would come to the pool.
awaitable<answer> explain(call incoming);

} // namespace loadex::net::admin::handlers
