#pragma once

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace loadex::net::http {

using boost::beast::http::field;
using boost::beast::http::verb;

/// A header line. Slices point into the buffer that the head was read into.
struct header {
  field known; // `field::unknown` if Beast has no number for it
  std::string_view name;
  std::string_view value;
};

/// Where the headers say that the body ends: one of these at most.
struct announced_body {
  bool chunked = false;
  std::optional<std::uint64_t> length;
};

/// A request head as slices of the buffer that it was read into, which must not move while the head is in use.
struct request_head {
  verb method = verb::unknown;
  std::string_view method_text;
  std::string_view target;
  unsigned version = 11; // 10 or 11
  std::vector<header> headers;
  std::size_t size = 0; // bytes, the empty line included
  announced_body body;

  /// Forgets the message but keeps the memory of `headers`.
  void clear();
};

/// The value of the first header of that name; empty if there is none.
std::string_view value_of(const request_head& head, field name);

/// A response head, likewise.
struct response_head {
  unsigned status = 0; // 100..599
  std::string_view reason;
  unsigned version = 11;
  std::vector<header> headers;
  std::size_t size = 0;
  announced_body body;

  /// Forgets the message but keeps the memory of `headers`.
  void clear();
};

} // namespace loadex::net::http
