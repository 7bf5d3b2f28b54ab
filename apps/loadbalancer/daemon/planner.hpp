#pragma once

#include "actors/pool.hpp"
#include "config/snapshot.hpp"
#include "net/admin/configuration.hpp"

#include <vector>

namespace loadex {

/// What would come of `wanted` if it were to follow `now`, as far as nobody else stands in the way: whether an address
/// can be listened on is seen only by doing so. Asks the pools, and waits for them.
net::admin::configuration_plan plan(const config::snapshot& now, const config::settings& wanted,
                                    const std::vector<actors::pool_ptr>& pools);

} // namespace loadex
