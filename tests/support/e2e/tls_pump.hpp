#pragma once

#include <openssl/ssl.h>

#include <cstdint>

namespace loadex::tests::e2e {

/// Connects to a port of this machine. @throws connection_ended
int connected_to(std::uint16_t port);

/// Passes bytes on between `secured`, on which both have agreed and whose socket is `outside`, and `inside`, until both
/// have ended or either is broken. Whether they have ended.
bool pump(SSL& secured, int outside, int inside);

} // namespace loadex::tests::e2e
