#pragma once

#include "net/http/head.hpp"
#include "net/http/problem.hpp"

namespace loadex::net::http1 {

/// The answer to an OPTIONS or TRACE that may not be forwarded any further (RFC 9110 section 7.6.2): of a TRACE the
/// request line, Host, Via and Max-Forwards are reflected, and nothing that may be a secret (section 9.3.8).
http::own_response answer_as_last_hop(const http::request_head& asked);

} // namespace loadex::net::http1
