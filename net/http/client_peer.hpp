#pragma once

#include "base/network.hpp"
#include "net/http/client_identity.hpp"
#include "net/http/provenance.hpp"
#include "net/io/types.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace loadex::net::http {

/// Who is at the other end of a client connection; worked out once, when it is accepted.
struct client_peer {
  std::string address; // mapped IPv4 as IPv4, without a zone: that is this machine's affair
  base::address_bytes bytes{};
  bool trusted = false;          // a proxy whose X-Forwarded-* we believe
  bool admin = false;            // in `[admin] allow`
  bool secure = false;           // it speaks TLS with us
  bool verified = false;         // and has shown a good certificate
  std::string_view told_lines{}; // of headers that tell a backend of its TLS: somebody else's

  /// Who sent it a request with this head, or it itself.
  client_identity identify(const request_head& head, const std::vector<base::network>& trusted_proxies) const {
    return http::identify(head, {address, bytes}, trusted, trusted_proxies);
  }
};

/// What one may ask for who wants more than traffic gets: Loadex's own addresses, and who answers.
struct standing {
  bool allowed = false; // the address is in `[admin] allow`
  provenance came = provenance::direct;

  bool is_admin() const noexcept { return allowed && (came == provenance::direct || came == provenance::vouched); }
};

/// The standing of `asking`, who sent a request with this head by `peer`.
/// `trusted` proxies are believed, `admins` may ask.
standing standing_of(const client_identity& asking, const client_peer& peer, const request_head& head,
                     const std::vector<base::network>& trusted, const std::vector<base::network>& admins);

/// Describes the peer at `endpoint` by the networks that are `trusted` and those of `admins`.
client_peer describe_peer(const tcp_endpoint& endpoint, const std::vector<base::network>& trusted,
                          const std::vector<base::network>& admins);

} // namespace loadex::net::http
