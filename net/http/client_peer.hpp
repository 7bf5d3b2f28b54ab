#pragma once

#include "config/settings.hpp"
#include "net/http/client_identity.hpp"
#include "net/http/provenance.hpp"
#include "net/io/types.hpp"

#include <string>

namespace loadex::net::http {

/// Who is at the other end of a client connection; worked out once, when it is accepted.
struct client_peer {
  std::string address; // mapped IPv4 as IPv4, without a zone: that is this machine's affair
  base::address_bytes bytes{};
  bool trusted = false; // a proxy whose X-Forwarded-* we believe
  bool admin = false;   // in `[admin] allow`

  /// Who sent it a request with this head, or it itself.
  client_identity identify(const request_head& head, const config::settings& settings) const {
    return http::identify(head, {address, bytes}, trusted, settings.proxy.trusted_proxies);
  }
};

/// What one may ask for who wants more than traffic gets: Loadex's own addresses, and who answers.
struct standing {
  bool allowed = false; // the address is in `[admin] allow`
  provenance came = provenance::direct;

  bool is_admin() const noexcept { return allowed && (came == provenance::direct || came == provenance::vouched); }
};

/// The standing of `asking`, who sent a request with this head by `peer`.
standing standing_of(const client_identity& asking, const client_peer& peer, const request_head& head,
                     const config::settings& settings);

/// Describes the peer at `endpoint` by the networks of the settings.
client_peer describe_peer(const tcp_endpoint& endpoint, const config::settings& settings);

} // namespace loadex::net::http
