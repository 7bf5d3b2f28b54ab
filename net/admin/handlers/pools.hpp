#pragma once

#include "net/admin/fields.hpp"
#include "net/admin/route.hpp"

#include <vector>

namespace loadex::net::admin::handlers {

/// Every pool.
awaitable<answer> pools(call incoming);

/// The one that the path names.
awaitable<answer> one_pool(call incoming);

/// Switches its algorithm.
awaitable<answer> change_pool(call incoming);
std::vector<field> pool_fields();

} // namespace loadex::net::admin::handlers
