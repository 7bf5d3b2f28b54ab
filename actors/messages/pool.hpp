#pragma once

#include "actors/messages/pool_feed.hpp"
#include "actors/messages/pool_orders.hpp"
#include "actors/messages/pool_reports.hpp"

namespace loadex::actors {

/// The pool: its membership, and what is published of it. Whoever needs less of it holds a handle to that part.
using pool_actor = pool_orders::extend_with<pool_reports, pool_feed>;

} // namespace loadex::actors
