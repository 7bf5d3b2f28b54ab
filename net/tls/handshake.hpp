#pragma once

#include "net/io/connect.hpp"
#include "net/io/stream.hpp"
#include "net/io/types.hpp"
#include "net/tls/agreement.hpp"
#include "net/tls/server.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace loadex::net::tls {

/// What has come of it.
struct handshake {
  std::optional<agreement> agreed{};
  bool speaks_http = false; // without TLS: it has been told so
  std::string problem{};    // for people; empty: the peer has left, or was too slow
};

/// Agrees with a client: what comes and goes is encrypted from then on. Whoever speaks HTTP without TLS is sent
/// `for_http` as it is. close() of the stream ends it.
awaitable<handshake> accept(io::stream_ptr client, server_ptr by, std::string_view for_http);

/// Agrees with a backend that has been reached, until then; else says why there is no connection.
awaitable<io::connected> secure(io::connected reached, ssl_ptr session, steady_clock::time_point until,
                                io::connect_canceller& canceller);

} // namespace loadex::net::tls
