#pragma once

#include "base/network.hpp"
#include "net/http/head.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace loadex::net::http {

/// Who asks: what hashes, limits, access and log go by. Worked out once for each request.
struct client_identity {
  std::string_view address; // mapped IPv4 as IPv4; bare of port, zone, brackets, quotes. A slice of whoever named it
  base::address_bytes bytes{};
};

/// The client that one entry of X-Forwarded-For names, if it can be read.
std::optional<client_identity> read_node(std::string_view node);

/// Who sent the request: the peer, or behind a trusted peer the rightmost X-Forwarded-For address that is not in
/// `trusted`. An entry that cannot be read ends the search: the last good one counts.
client_identity identify(const request_head& head, const client_identity& peer, bool peer_is_trusted,
                         const std::vector<base::network>& trusted);

} // namespace loadex::net::http
