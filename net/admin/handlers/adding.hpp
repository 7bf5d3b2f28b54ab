#pragma once

#include "actors/messages/pool_orders.hpp"
#include "net/admin/route.hpp"
#include "net/io/types.hpp"

#include <optional>
#include <string>

namespace loadex::net::admin::handlers {

/// What became of a backend that was to be added.
struct addition {
  bool is_ourselves = false;                       // its requests would come back for ever: refused
  std::string barred{};                            // why it may not be where it is: refused
  std::optional<actors::membership_change> done{}; // none: it is refused, or the pool has ended
};

/// Adds the backend to the pool unless it is Loadex itself. Its name is looked up first.
awaitable<addition> add_to(actors::pool_orders pool, config::backend_settings backend, const call& incoming);

} // namespace loadex::net::admin::handlers
