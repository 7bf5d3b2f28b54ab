#include "net/io/own_addresses.hpp"

#include <ifaddrs.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace loadex::net::io {

namespace {

using asio::ip::address;
using asio::ip::address_v4;
using asio::ip::address_v6;

/// Where the kernel sends what is sent there: an IPv4 address mapped into IPv6 is that IPv4 address, and the
/// unspecified address is this host.
address destination(const address& to) {
  if (to.is_v6() && to.to_v6().is_v4_mapped())
    return destination(asio::ip::make_address_v4(asio::ip::v4_mapped, to.to_v6()));
  if (!to.is_unspecified())
    return to;
  return to.is_v4() ? address(address_v4::loopback()) : address(address_v6::loopback());
}

address address_of(const sockaddr& from) {
  if (from.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &from, sizeof v4);
    return address_v4(ntohl(v4.sin_addr.s_addr));
  }
  sockaddr_in6 v6{};
  std::memcpy(&v6, &from, sizeof v6);
  address_v6::bytes_type bytes;
  std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
  return address_v6(bytes, v6.sin6_scope_id);
}

} // namespace

std::vector<address> addresses_of_host() {
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0)
    return {};
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owned(first, ::freeifaddrs);
  std::vector<address> all;
  for (const auto* i = first; i != nullptr; i = i->ifa_next)
    if (i->ifa_addr != nullptr && (i->ifa_addr->sa_family == AF_INET || i->ifa_addr->sa_family == AF_INET6))
      all.push_back(address_of(*i->ifa_addr));
  return all;
}

own_addresses::own_addresses(std::vector<tcp_endpoint> listeners, host_addresses host)
    : listeners_(std::move(listeners))
    , host_(host) {}

void own_addresses::adopt(std::vector<tcp_endpoint> listeners) {
  const std::lock_guard lock(mutex_);
  listeners_ = std::move(listeners);
}

bool own_addresses::contains(const tcp_endpoint& to) const {
  const auto there = destination(to.address());
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(listeners_, [&](const tcp_endpoint& listener) {
    const auto here = listener.address();
    if (listener.port() != to.port() || here.is_v4() != there.is_v4())
      return false;
    if (!here.is_unspecified())
      return here == there;
    return there.is_loopback() || std::ranges::count(host_(), there) > 0;
  });
}

bool own_addresses::contain_any(const std::vector<tcp_endpoint>& of_a_backend) const {
  return std::ranges::any_of(of_a_backend, [this](const tcp_endpoint& to) { return contains(to); });
}

} // namespace loadex::net::io
