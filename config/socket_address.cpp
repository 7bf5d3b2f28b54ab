#include "config/socket_address.hpp"

#include "base/network.hpp"
#include "base/url_parts.hpp"

namespace loadex::config {

namespace {

bool is_v6(const socket_address& at) {
  return at.address.find(':') != std::string::npos;
}

bool is_every_address(const socket_address& at) {
  return base::address_from(at.address) == base::address_from(is_v6(at) ? "::" : "0.0.0.0");
}

} // namespace

std::optional<socket_address> socket_address::parse(std::string_view text) {
  const auto parts = base::split_authority(text);
  if (!parts || !parts->port_number() || !base::address_from(parts->host))
    return std::nullopt;
  auto address = parts->bracketed ? base::ipv6_text(parts->host) : std::string(parts->host);
  if (address.empty()) // IPv4 in brackets
    return std::nullopt;
  return socket_address{std::move(address), *parts->port_number()};
}

std::string socket_address::text() const {
  return (is_v6(*this) ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

std::optional<unix_address> unix_address::parse(std::string_view text) {
  constexpr std::string_view scheme = "unix:";
  constexpr std::size_t longest = 107; // bytes: what a sockaddr_un has room for
  if (!text.starts_with(scheme))
    return std::nullopt;
  text.remove_prefix(scheme.size());
  if (!text.starts_with('/') || text.ends_with('/') || text.size() > longest)
    return std::nullopt;
  return unix_address{std::string(text)};
}

bool overlap(const socket_address& a, const socket_address& b) {
  return a.port == b.port && a.port != 0 && is_v6(a) == is_v6(b) &&
         (is_every_address(a) || is_every_address(b) || base::address_from(a.address) == base::address_from(b.address));
}

} // namespace loadex::config
