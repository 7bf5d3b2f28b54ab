#pragma once

#include "config/snapshot.hpp"
#include "net/io/types.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace loadex::net::admin {

/// What clients of TLS are met with.
struct certificate_seen {
  std::string file;
  std::vector<std::string> names; // of hosts
  std::chrono::system_clock::time_point begins;
  std::chrono::system_clock::time_point ends;
};

/// Where a listener is, and what has come to it.
struct listener_seen {
  std::vector<tcp_endpoint> at{};
  std::vector<certificate_seen> certificates{}; // none: it speaks without TLS
  std::int64_t requests = 0;                    // whose head has been understood
  std::int64_t unrouted = 0;                    // of these, those that nothing is done with
  std::int64_t connections = 0;                 // that are open
  std::vector<std::int64_t> hits{};             // of its routes, in their order; behind them, of what none takes
};

/// What is in force.
struct listeners_seen {
  config::snapshot_ptr now;
  std::vector<listener_seen> each; // of its listeners, in their order
};

/// The listeners that there are, as all workers together see them.
class listener_directory {
public:
  virtual ~listener_directory() = default;

  /// As they are now. Any thread.
  virtual listeners_seen look() const = 0;
};

} // namespace loadex::net::admin
