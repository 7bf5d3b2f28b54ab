#pragma once

#include "net/http1/head.hpp"

#include <cstdint>
#include <string_view>

namespace loadex::net::http1 {

/// How a message's body is delimited (RFC 9112 section 6).
enum class body_kind {
  none,
  length,     // Content-Length, 0 included
  chunked,    // Transfer-Encoding: chunked
  until_close // responses only
};

/// What the headers of a request mean to the one who forwards it.
struct request_framing {
  body_kind body = body_kind::none;
  std::uint64_t length = 0;                    // of body_kind::length
  bool keep_alive = true;                      // the client wants the connection kept
  bool upgrade = false;                        // Connection: upgrade with an Upgrade that may be passed on, HTTP/1.1
  bool binds_login = false;                    // its Authorization logs in the connection: see binds_connection()
  bool wants_trailers = false;                 // TE: trailers
  std::optional<std::uint64_t> max_forwards{}; // of OPTIONS and TRACE; 0: it is ours to answer (RFC 9110 section 7.6.2)
  std::string_view host;   // of the Host header or of an absolute-form target; empty in HTTP/1.0 without one
  std::string_view target; // origin form: path and query, `*` for OPTIONS; begins with `?` where an absolute
                           // form had no path, and write_request_head puts the `/` in front
};

/// The same of a response.
struct response_framing {
  body_kind body = body_kind::none;
  std::uint64_t length = 0;
  bool keep_alive = true;    // the backend's connection can carry another request afterwards
  bool event_stream = false; // may be silent for long (text/event-stream)
  bool binds_login = false;  // it asks for a login of the connection: see binds_connection()
};

/// Decides how the request is framed and whether it may be forwarded at all. Refuses with 400: Content-Length with
/// Transfer-Encoding, differing or malformed Content-Length, any coding but a single `chunked`, any coding in HTTP/1.0,
/// a missing (1.1), repeated or malformed Host, bad targets, and whatever Beast's parser would frame differently.
/// CONNECT is 501.
head_result frame_request(const request_head& head, request_framing& framing);

/// The same for a response to a request with method `asked` (HEAD has no body, nor have 1xx, 204 and 304); a bad one is
/// 502 `malformed_response`.
head_result frame_response(const response_head& head, boost::beast::http::verb asked, response_framing& framing);

} // namespace loadex::net::http1
