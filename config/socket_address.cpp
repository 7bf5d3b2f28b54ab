#include "config/socket_address.hpp"

#include "base/network.hpp"
#include "base/text.hpp"

#include <boost/url/authority_view.hpp>
#include <boost/url/parse.hpp>

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
  const auto parsed = boost::urls::parse_authority({text.data(), text.size()});
  if (!parsed || parsed->has_userinfo())
    return std::nullopt;
  using boost::urls::host_type;
  if (parsed->host_type() != host_type::ipv4 && parsed->host_type() != host_type::ipv6)
    return std::nullopt;
  const auto digits = parsed->port();
  const auto port = base::number_from<std::uint16_t>({digits.data(), digits.size()}); // Boost's own wraps around
  if (!port)
    return std::nullopt;
  return socket_address{parsed->host_address(), *port};
}

std::string socket_address::text() const {
  return (is_v6(*this) ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

bool overlap(const socket_address& a, const socket_address& b) {
  return a.port == b.port && a.port != 0 && is_v6(a) == is_v6(b) &&
         (is_every_address(a) || is_every_address(b) || base::address_from(a.address) == base::address_from(b.address));
}

} // namespace loadex::config
