#pragma once

#include "config/tls_settings.hpp"
#include "net/tls/library.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace loadex::net::tls {

/// What a client and a listener have agreed on, as far as it concerns others.
struct agreement {
  std::string_view version; // `TLSv1.3`
  std::string_view cipher;  // as OpenSSL calls it
  std::string host{};       // that the client has asked for; empty: none
  bool verified = false;    // it has shown a certificate, and that is good
  std::string told_lines{}; // headers that tell a backend, as the settings want it
};

/// Of a handshake that has succeeded.
agreement agreement_of(SSL& session, const std::vector<config::client_header>& tells);

} // namespace loadex::net::tls
