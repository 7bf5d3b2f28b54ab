#pragma once

#include "config/settings.hpp"
#include "net/http/framing.hpp"
#include "net/http/head.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace loadex::net::http1 {

/// What backends are told of the client's TLS.
struct told_headers {
  std::string_view lines{};             // of this client
  std::span<const std::string> names{}; // by which such are sent, here or elsewhere, besides those of RFC 9440
};

/// What the forwarded request says of its client besides what the client said.
struct forwarding {
  std::string_view peer{};      // the peer's address, mapped IPv4 as IPv4
  bool peer_is_trusted = false; // keep and extend the X-Forwarded-* it sent
  std::string_view scheme = "http";
  std::string_view backend_authority{}; // Host for an HTTP/1.0 request without one
  std::string_view request_id{};        // used if the request has no X-Request-Id
  std::string_view cdn_id{};            // our own, behind those that `CDN-Loop` lists (RFC 8586)
  bool drops_trace = false;             // its traceparent and tracestate stop here
  std::string_view traceparent{};       // added if not empty
  bool add_forwarded = false;           // RFC 7239
  bool add_via = false;
  std::string_view target{}; // what is asked for, instead of the framing's, if not empty
  std::string_view prefix{}; // what was taken off the target: X-Forwarded-Prefix, behind that of a trusted peer
  const config::header_changes* changes = nullptr; // of headers that are not ours: see http::is_ours()
  const told_headers* told = nullptr;              // null: only those of RFC 9440 are dropped
};

/// Appends to `out` the head as it goes to the backend, always HTTP/1.1 and re-framed by us: hop-by-hop headers and
/// whatever `Connection` names removed, X-Forwarded-* set, order and repeats kept.
void write_request_head(const http::request_head& head, const http::request_framing& framing, const forwarding& about,
                        std::string& out);

/// Copies the lines of trailers to `out`, without those of these names: what is said by them comes with the head.
void copy_trailers(std::string_view trailers, std::span<const std::string> without, std::string& out);

/// How a response goes to the client.
struct relaying {
  http::body_kind body = http::body_kind::none; // as sent to the client: chunked, length, until_close or none
  std::uint64_t length = 0;
  unsigned client_version = 11;
  bool keep_alive = true;          // as we want it after this response
  bool upgrade = false;            // a granted 101: Connection and Upgrade are passed on
  std::string_view proxy_status{}; // appended as Proxy-Status if not empty
  std::string_view set_cookie{};   // appended as Set-Cookie if not empty
  bool add_via = false;
  std::string_view date{};                         // added as Date if the backend sent none (not to 1xx)
  const config::header_changes* changes = nullptr; // to a 1xx nothing is added
};

/// Appends to `out` the response head as it goes to the client.
void write_response_head(const http::response_head& head, const relaying& how, std::string& out);

} // namespace loadex::net::http1
