#pragma once

#include "config/network.hpp"

#include <string>

namespace loadex::net {

/// Who is at the other end of a client connection; worked out once, when it is accepted.
struct client_peer {
  std::string address; // mapped IPv4 as IPv4
  config::address_bytes bytes{};
  bool trusted = false; // a proxy whose X-Forwarded-* we believe
  bool admin = false;   // may use the admin addresses
};

} // namespace loadex::net
