#pragma once

#include "net/http/head.hpp"

#include <cstdint>
#include <string_view>

namespace loadex::net::http1 {

/// What the headers of a message say about where its body ends, collected line by line and read strictly (RFC 9112
/// section 6): whatever else two readers could make of it is malformed.
class body_end {
public:
  /// The largest length accepted: some backends count with a sign.
  static constexpr std::uint64_t largest = INT64_MAX;

  /// Adds a Content-Length line. Plain digits only; a repeated one must say the same.
  void add_content_length(std::string_view value);

  /// Adds a Transfer-Encoding line. There may be one, and it must say `chunked`.
  void add_transfer_encoding(std::string_view value);

  /// Whether what was added is sound in a message of this HTTP version.
  bool is_sound(unsigned version) const noexcept {
    return !malformed_ && !(said_.chunked && (said_.length || version < 11));
  }

  const http::announced_body& said() const noexcept { return said_; }

private:
  bool malformed_ = false;
  http::announced_body said_;
};

} // namespace loadex::net::http1
