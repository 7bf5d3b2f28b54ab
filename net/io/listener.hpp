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

/// An address that is listened on, and what holds for whoever connects there.
///
/// A value: whoever accepts is given it. Here is the place to say more of an address than where it is: the protocol
/// that is spoken (there is one, HTTP/1), TLS, whether a PROXY header comes first, which routes or pool answer.
struct listener {
  tcp_endpoint at; // with its real port

  /// Sockets that listen, one for each worker, so that the kernel spreads connections (SO_REUSEPORT). Owned by whoever
  /// takes them over; until then connections wait in the backlog.
  std::vector<int> descriptors;

  /// Takes over a worker's socket, which can be done once.
  tcp_acceptor take_over(const executor& on, std::size_t worker) const;
};

/// Listens on `port` of every address; port 0 means any that is free, the same for all. A plain bind first shows that
/// nobody else has the address, which SO_REUSEPORT would hide. `::` is left out where the host has no IPv6, if others
/// remain.
/// @returns at least one @throws listen_failure
std::vector<listener> listen(const std::vector<std::string>& addresses, std::uint16_t port, std::size_t workers);

} // namespace loadex::net::io
