#pragma once

#include "base/reason.hpp"
#include "net/http/head.hpp"

#include <cstddef>
#include <string_view>

namespace loadex::config {
struct limit_settings;
}

namespace loadex::net::http1 {

/// How large a head may be.
struct head_limits {
  std::size_t bytes = 32 * 1024; // the empty line included
  std::size_t headers = 100;     // lines
  std::size_t line = 8 * 1024;   // bytes of a request line without its CRLF
};

/// As the section `[limits]` has them.
head_limits head_limits_of(const config::limit_settings& settings) noexcept;

/// The same for a buffer with so much room, which may be from before the settings.
head_limits head_limits_of(const config::limit_settings& settings, std::size_t room) noexcept;

/// How far reading a head has come, and why a bad one is bad.
struct head_result {
  enum class progress { need_more, complete, bad };
  progress state = progress::need_more;
  base::reason why = base::reason::none;

  static head_result bad(base::reason why) { return {progress::bad, why}; }
  static head_result complete() { return {progress::complete, base::reason::none}; }
};

/// Reads the request head at the start of `bytes` (one leading CRLF is skipped and counted in `size`).
/// `scanned` remembers how much has been searched for the end of the head: start it at 0, pass it again with more
/// bytes. Strict: whatever two parsers could read differently is refused (RFC 9112), such as Content-Length with
/// Transfer-Encoding, differing or malformed Content-Length, any coding but a single `chunked`, any coding in HTTP/1.0.
/// Slices in `head` point into `bytes`.
head_result read_request_head(std::string_view bytes, const head_limits& limits, std::size_t& scanned,
                              http::request_head& head);

/// The same for a response head from a backend; a bad one is 502 `malformed_response`, one beyond `limits`, which is no
/// fault of the backend, 502 `response_too_large`.
head_result read_response_head(std::string_view bytes, const head_limits& limits, std::size_t& scanned,
                               http::response_head& head);

} // namespace loadex::net::http1
