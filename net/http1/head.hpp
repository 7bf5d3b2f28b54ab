#pragma once

#include "base/reason.hpp"

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace loadex::config {
struct limit_settings;
}

namespace loadex::net::http1 {

/// A header line. Slices point into the buffer that the head was read into.
struct header {
  boost::beast::http::field known; // `field::unknown` if Beast has no number for it
  std::string_view name;
  std::string_view value;
};

/// Where Beast's parser would end the body: the second opinion that our own framing must agree with.
struct parser_framing {
  bool chunked = false;
  std::optional<std::uint64_t> length;
};

/// A request head as slices of the buffer that it was read into, which must not move while the head is in use.
struct request_head {
  boost::beast::http::verb method = boost::beast::http::verb::unknown;
  std::string_view method_text;
  std::string_view target;
  unsigned version = 11; // 10 or 11
  std::vector<header> headers;
  std::size_t size = 0; // bytes, the empty line included
  parser_framing second_opinion;

  /// Forgets the message but keeps the memory of `headers`.
  void clear();
};

/// The value of the first header of that name; empty if there is none.
std::string_view value_of(const request_head& head, boost::beast::http::field name);

/// A response head, likewise.
struct response_head {
  unsigned status = 0; // 100..599
  std::string_view reason;
  unsigned version = 11;
  std::vector<header> headers;
  std::size_t size = 0;
  parser_framing second_opinion;

  /// Forgets the message but keeps the memory of `headers`.
  void clear();
};

/// How large a head may be.
struct head_limits {
  std::size_t bytes = 32 * 1024; // the empty line included
  std::size_t headers = 100;     // lines
  std::size_t line = 8 * 1024;   // bytes of a request line without its CRLF
};

/// As the section `[limits]` has them.
head_limits head_limits_of(const config::limit_settings& settings) noexcept;

/// How far reading a head has come. A bad head carries the status to answer with and the reason.
struct head_result {
  enum class progress { need_more, complete, bad };
  progress state = progress::need_more;
  unsigned status = 0;
  observability::reason why = observability::reason::none;

  static head_result bad(unsigned status, observability::reason why) { return {progress::bad, status, why}; }
  static head_result complete() { return {progress::complete, 0, observability::reason::none}; }
};

/// Reads the request head at the start of `bytes` (one leading CRLF is skipped and counted in `size`).
/// `scanned` remembers how much has been searched for the end of the head: start it at 0, pass it again with more
/// bytes. Strict: whatever two parsers could read differently is refused (RFC 9112). Slices in `head` point into
/// `bytes`.
head_result read_request_head(std::string_view bytes, const head_limits& limits, std::size_t& scanned,
                              request_head& head);

/// The same for a response head from a backend; a bad one is 502 `malformed_response`, one beyond `limits`, which is no
/// fault of the backend, 502 `response_too_large`.
head_result read_response_head(std::string_view bytes, const head_limits& limits, std::size_t& scanned,
                               response_head& head);

} // namespace loadex::net::http1
