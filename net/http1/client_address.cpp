#include "net/http1/header_names.hpp"
#include "net/http1/rewrite.hpp"

#include <boost/beast/core/string.hpp>

#include <arpa/inet.h>

#include <optional>

namespace loadex::net::http1 {

namespace {

std::optional<config::address_bytes> parse_address(std::string_view text) {
  char terminated[INET6_ADDRSTRLEN] = {};
  if (text.size() >= sizeof terminated)
    return std::nullopt;
  text.copy(terminated, text.size());

  config::address_bytes bytes{};
  if (inet_pton(AF_INET6, terminated, bytes.data()) == 1)
    return bytes;
  if (inet_pton(AF_INET, terminated, bytes.data() + 12) != 1)
    return std::nullopt;
  bytes[10] = bytes[11] = 0xff; // as the IPv6 address that it maps to
  return bytes;
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// `::ffff:192.0.2.1` is written `192.0.2.1`, as for a peer.
std::string_view without_mapping(std::string_view address) {
  constexpr std::string_view mapping = "::ffff:";
  const bool mapped =
      address.find('.') != std::string_view::npos && boost::beast::iequals(address.substr(0, mapping.size()), mapping);
  return mapped ? address.substr(mapping.size()) : address;
}

} // namespace

std::string_view client_address(const request_head& head, std::string_view peer, bool peer_is_trusted,
                                const std::vector<config::network>& trusted) {
  auto client = peer;
  if (!peer_is_trusted)
    return client;
  for (auto h = head.headers.rbegin(); h != head.headers.rend(); ++h) {
    if (!is_x_forwarded_for(*h))
      continue;
    auto rest = h->value;
    while (!rest.empty()) {
      const auto comma = rest.rfind(',');
      const auto entry = trim(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
      rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(0, comma);
      if (entry.empty())
        continue; // an empty list member says nothing (RFC 9110 section 5.6.1)
      const auto address = parse_address(entry);
      if (!address)
        return client;
      client = without_mapping(entry);
      if (!config::contains(trusted, *address))
        return client;
    }
  }
  return client;
}

} // namespace loadex::net::http1
