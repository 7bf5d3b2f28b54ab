#include "net/http/client_identity.hpp"

#include "base/text.hpp"
#include "net/http/characters.hpp"
#include "net/http/header_names.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <cstdint>

namespace loadex::net::http {

namespace {

/// `::ffff:192.0.2.1` is written `192.0.2.1`, as for a peer.
std::string_view without_mapping(std::string_view address) {
  constexpr std::string_view mapping = "::ffff:";
  const bool mapped =
      address.find('.') != std::string_view::npos && boost::beast::iequals(address.substr(0, mapping.size()), mapping);
  return mapped ? address.substr(mapping.size()) : address;
}

/// A number, or a name that hides one (RFC 7239 section 6.3).
bool is_port(std::string_view text) {
  return base::number_from<std::uint16_t>(text) ||
         (text.size() > 1 && text.starts_with('_') && std::ranges::all_of(text, is_token_character));
}

/// The address in what a proxy calls its client, without quotes, brackets and a port, as some write it: `192.0.2.1:80`,
/// `"[2001:db8::1]:80"` (RFC 7239 section 6). Empty if what stands around it makes no sense.
std::string_view bare_address(std::string_view node) {
  if (node.size() >= 2 && node.starts_with('"') && node.ends_with('"'))
    node = node.substr(1, node.size() - 2);
  if (node.starts_with('[')) {
    const auto close = node.find(']');
    if (close == std::string_view::npos)
      return {};
    const auto rest = node.substr(close + 1);
    return rest.empty() || (rest.starts_with(':') && is_port(rest.substr(1))) ? node.substr(1, close - 1)
                                                                              : std::string_view();
  }
  const auto colon = node.find(':');
  if (colon == std::string_view::npos || node.find(':', colon + 1) != std::string_view::npos)
    return node;
  return is_port(node.substr(colon + 1)) ? node.substr(0, colon) : std::string_view();
}

/// `fe80::1%eth0` without its zone.
std::string_view without_zone(std::string_view address) {
  return address.find(':') < address.find('%') ? address.substr(0, address.find('%')) : address;
}

} // namespace

std::optional<client_identity> read_node(std::string_view node) {
  const auto address = without_zone(bare_address(node));
  const auto bytes = base::address_from(address);
  if (!bytes)
    return std::nullopt;
  return client_identity{without_mapping(address), *bytes};
}

client_identity identify(const request_head& head, const client_identity& peer, bool peer_is_trusted,
                         const std::vector<base::network>& trusted) {
  auto client = peer;
  if (!peer_is_trusted)
    return client;
  for (auto h = head.headers.rbegin(); h != head.headers.rend(); ++h) {
    if (!is_x_forwarded_for(*h))
      continue;
    auto rest = h->value;
    while (!rest.empty()) {
      const auto comma = rest.rfind(',');
      const auto entry = base::trim(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
      rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(0, comma);
      if (entry.empty())
        continue; // an empty list member says nothing (RFC 9110 section 5.6.1)
      const auto named = read_node(entry);
      if (!named)
        return client;
      client = *named;
      if (!base::contains(trusted, client.bytes))
        return client;
    }
  }
  return client;
}

} // namespace loadex::net::http
