#pragma once

#include "config/settings.hpp"
#include "net/types.hpp"

#include <string>

namespace loadex::net {

/// Who is at the other end of a client connection; worked out once, when it is accepted.
struct client_peer {
  std::string address; // mapped IPv4 as IPv4
  config::address_bytes bytes{};
  bool trusted = false; // a proxy whose X-Forwarded-* we believe
  bool admin = false;   // may use the admin addresses
};

/// Describes the peer at `endpoint` by the networks of the settings.
client_peer describe_peer(const tcp_endpoint& endpoint, const config::settings& settings);

} // namespace loadex::net
