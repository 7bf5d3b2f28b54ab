#pragma once

#include "base/network.hpp"
#include "net/http/client_identity.hpp"
#include "net/http/head.hpp"

#include <vector>

namespace loadex::net::http {

/// How a request has come, as far as its head tells: whether it is certain who asks.
enum class provenance {
  direct,  // from the peer itself: nothing speaks of another hop
  vouched, // through trusted proxies, and every hop can be read
  relayed, // through a proxy that is not trusted
  unclear  // through a trusted one that says for whom it asks not at all, not readably, or in two ways
};

/// How a request by `asking` has come. Fails closed: any header that a proxy might have added, however it is spelled,
/// and HTTP/1.0, which a careless proxy speaks, is a sign of another hop.
provenance provenance_of(const request_head& head, const client_identity& asking, bool peer_is_trusted,
                         const std::vector<base::network>& trusted);

} // namespace loadex::net::http
