#include "net/http/client_peer.hpp"

#include <boost/asio/ip/address.hpp>

namespace loadex::net::http {

client_peer describe_peer(const tcp_endpoint& endpoint, const std::vector<base::network>& trusted,
                          const std::vector<base::network>& admins) {
  client_peer who;
  const auto address = endpoint.address();
  who.bytes = address.is_v6() ? address.to_v6().to_bytes()
                              : asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4()).to_bytes();
  const asio::ip::address_v6 plain(who.bytes); // which have no zone
  who.address =
      plain.is_v4_mapped() ? asio::ip::make_address_v4(asio::ip::v4_mapped, plain).to_string() : plain.to_string();
  who.trusted = base::contains(trusted, who.bytes);
  who.admin = base::contains(admins, who.bytes);
  return who;
}

standing standing_of(const client_identity& asking, const client_peer& peer, const request_head& head,
                     const std::vector<base::network>& trusted, const std::vector<base::network>& admins) {
  return {base::contains(admins, asking.bytes), provenance_of(head, asking, peer.trusted, trusted)};
}

} // namespace loadex::net::http
