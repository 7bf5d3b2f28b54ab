#pragma once

#include "net/io/types.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace loadex::net::io {

/// An address could not be listened on; what() names it and says why.
struct listen_failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Sockets that listen: one for each worker and address, so that the kernel spreads connections (SO_REUSEPORT).
struct listening {
  std::uint16_t port = 0;
  std::vector<tcp_endpoint> endpoints;
  std::vector<std::vector<int>> by_worker; // file descriptors, owned by whoever takes them

  /// Listens on `port` of every address; port 0 means any that is free. A plain bind first shows that nobody else has
  /// the address, which SO_REUSEPORT would hide. `::` is left out where the host has no IPv6, if others remain.
  /// @throws listen_failure
  static listening open(const std::vector<std::string>& addresses, std::uint16_t port, std::size_t workers);
};

/// Takes over a socket that listens.
tcp_acceptor take_over(const executor& on, int descriptor);

} // namespace loadex::net::io
