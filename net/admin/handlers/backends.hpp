#pragma once

#include "net/admin/fields.hpp"
#include "net/admin/route.hpp"

#include <vector>

namespace loadex::net::admin::handlers {

/// Adds one to the pool that the path names.
awaitable<answer> add_backend(call incoming);
std::vector<field> new_backend_fields();

/// The one that the path names, in its pool.
awaitable<answer> one_backend(call incoming);

/// Changes its weight.
awaitable<answer> change_backend(call incoming);
std::vector<field> backend_change_fields();

/// Has it probed now.
awaitable<answer> probe_backend(call incoming);

/// Takes it out of service, and puts it back.
awaitable<answer> disable_backend(call incoming);
awaitable<answer> enable_backend(call incoming);

} // namespace loadex::net::admin::handlers
