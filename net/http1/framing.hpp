#pragma once

#include "net/http/framing.hpp"
#include "net/http/head.hpp"
#include "net/http1/head_reader.hpp"

namespace loadex::net::http1 {

/// Decides how the request is framed and whether it may be forwarded at all. Refuses with 400: a missing (1.1),
/// repeated or malformed Host, bad targets, too many connection options. CONNECT is 501.
head_result frame_request(const http::request_head& head, http::request_framing& framing);

/// The same for a response to a request with method `asked` (HEAD has no body, nor have 1xx, 204 and 304); a bad one is
/// 502 `malformed_response`.
head_result frame_response(const http::response_head& head, http::verb asked, http::response_framing& framing);

} // namespace loadex::net::http1
