#pragma once

#include "config/settings.hpp"
#include "net/http/framing.hpp"
#include "net/http/problem.hpp"

namespace loadex::net::http {

/// What a route answers that has no pool: its redirect or its fixed answer. A redirect to https needs a host; an
/// HTTP/1.0 request without one is refused.
own_response answer_of(const config::route_settings& route, const request_framing& framing);

} // namespace loadex::net::http
