#pragma once

#include "net/http/head.hpp"

namespace loadex::net::http {

/// Whether the Upgrade lines of a request name protocols (RFC 9110 section 7.8: a list of names, each with or without a
/// version) that may all be passed on. h2c may not: the requests inside the tunnel would be hidden from us and from
/// every rule we apply.
bool asks_for_tunnel(const request_head& request);

/// Whether a 101 switches to protocols that were asked for, and to one at least. A version counts where both name one.
bool grants_upgrade(const response_head& answer, const request_head& request);

} // namespace loadex::net::http
