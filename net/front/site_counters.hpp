#pragma once

#include "observability/worker_counters.hpp"

#include <cstddef>

namespace loadex::net::front {

/// What has come to one listener, for as long as there is one of its name.
struct site_counters {
  explicit site_counters(std::size_t workers)
      : requests(workers)
      , unrouted(workers)
      , connections(workers) {}

  observability::worker_counters requests;    // whose head has been understood
  observability::worker_counters unrouted;    // of these, those that take no way
  observability::worker_counters connections; // that are open
};

} // namespace loadex::net::front
