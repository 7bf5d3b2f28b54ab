#pragma once

#include <cstddef>

namespace loadex::net::limits {

/// How a process shares out its file descriptors. Each client in a request may need a second one, to its backend: were
/// all of them left to clients, nobody could be served.
struct descriptor_plan {
  std::size_t clients = 1;        // connections at a time
  std::size_t idle_upstreams = 0; // idle connections to backends that may be kept
  std::size_t pipes = 0;          // of two ends each, through which large answers go

  /// For a process that may have `limit` of them, and listens on so many `addresses` with each worker. `asked`: client
  /// connections that are wanted at most; 0 is as many as can be.
  static descriptor_plan make(std::size_t limit, std::size_t workers, std::size_t addresses, std::size_t backends,
                              std::size_t asked);
};

} // namespace loadex::net::limits
