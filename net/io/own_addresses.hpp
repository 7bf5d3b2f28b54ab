#pragma once

#include "net/io/types.hpp"

#include <boost/asio/ip/address.hpp>

#include <mutex>
#include <vector>

namespace loadex::net::io {

/// The addresses of this host's interfaces, as they are now.
std::vector<asio::ip::address> addresses_of_host();

/// Where this process listens: a request sent there would come back to us. Any thread.
class own_addresses {
public:
  using host_addresses = std::vector<asio::ip::address> (*)();

  /// `listeners`: with their real ports. One on 0.0.0.0 or :: has all addresses of its family, those of `host` besides
  /// the loopback ones.
  explicit own_addresses(std::vector<tcp_endpoint> listeners, host_addresses host = addresses_of_host);

  /// It listens there from now on.
  void adopt(std::vector<tcp_endpoint> listeners);

  /// Whether a connection to `to` would be one to us. Asks for the addresses of the host where it depends on them.
  bool contains(const tcp_endpoint& to) const;

  /// Whether one to any of these would.
  bool contain_any(const std::vector<tcp_endpoint>& of_a_backend) const;

private:
  mutable std::mutex mutex_; // guards listeners_
  std::vector<tcp_endpoint> listeners_;
  const host_addresses host_;
};

} // namespace loadex::net::io
