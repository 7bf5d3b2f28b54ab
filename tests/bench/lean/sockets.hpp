#pragma once

#include <cstdint>

namespace loadex::bench {

/// Listens on a port of the loopback interface. @throws std::system_error if it cannot.
int listen_on(std::uint16_t port);

/// A connection to a port of the loopback interface, without Nagle's delay. @throws std::system_error likewise.
int connect_to(std::uint16_t port);

/// Has what is sent leave at once.
void send_at_once(int socket);

} // namespace loadex::bench
