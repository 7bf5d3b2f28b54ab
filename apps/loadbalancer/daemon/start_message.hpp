#pragma once

#include "apps/loadbalancer/daemon/ring_choice.hpp"
#include "config/snapshot.hpp"
#include "net/front/edition.hpp"

#include <cstddef>
#include <string>

namespace loadex {

/// With what the balancer starts.
struct start_message {
  std::string admin; // where its own addresses are; empty: on the proxy's port
  std::size_t workers = 0;
  std::size_t descriptors = 0; // that it may have
  std::size_t clients = 0;     // that it takes at a time
  ring_choice io{};
};

/// Logs that, and what `first` has.
void log_start(const net::front::edition& first, const start_message& more);

/// Warns if strangers could come to the own addresses by way of a trusted proxy.
void warn_of_shared_port(const config::snapshot& first);

} // namespace loadex
