#pragma once

#include "net/admin/configuration.hpp"
#include "net/admin/listener_directory.hpp"
#include "net/admin/stream_places.hpp"
#include "net/admin/upgrades.hpp"
#include "net/io/address_book.hpp"
#include "net/io/own_addresses.hpp"
#include "net/io/types.hpp"
#include "observability/access/access_log.hpp"
#include "observability/events/event_log.hpp"
#include "observability/metrics/request_metrics.hpp"
#include "observability/reload_counters.hpp"
#include "observability/traffic/traffic_history.hpp"
#include "observability/worker_counts.hpp"

namespace loadex::net::admin {

class live_feed;

/// What the handlers have to do with; what it refers to outlives them; for any thread.
struct surroundings {
  executor control; // where what takes long is done
  io::address_book& addresses;
  const io::own_addresses& own;
  const observability::request_metrics& metrics;
  const observability::reload_counters& reloads;
  const observability::worker_counts& workers;
  const observability::access_log& access;
  observability::event_log& events;
  const observability::traffic_history& traffic; // of the control thread
  const listener_directory& listeners;
  stream_places& streams;
  live_feed& live;
  configuration* configured = nullptr; // never null where the addresses of the configuration are asked for
  upgrades* upgrading = nullptr;       // likewise of an upgrade
};

} // namespace loadex::net::admin
