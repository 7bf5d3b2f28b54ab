#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace loadex::net::http {

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

} // namespace loadex::net::http
