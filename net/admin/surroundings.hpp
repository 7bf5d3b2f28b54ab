#pragma once

#include "actors/messages/pool_orders.hpp"
#include "config/settings.hpp"
#include "net/io/address_book.hpp"
#include "net/io/own_addresses.hpp"
#include "net/io/types.hpp"
#include "observability/event_ring.hpp"
#include "observability/reload_counters.hpp"
#include "observability/request_metrics.hpp"

namespace loadex::net::admin {

/// What the handlers have to do with; what it refers to outlives them; for any thread.
struct surroundings {
  executor control;           // where what takes long is done
  config::admin_settings how; // since the start: a change waits for the next one
  io::address_book& addresses;
  const io::own_addresses& own;
  actors::pool_orders pool;
  const observability::request_metrics& metrics;
  const observability::event_counters& events;
  const observability::reload_counters& reloads;
};

} // namespace loadex::net::admin
