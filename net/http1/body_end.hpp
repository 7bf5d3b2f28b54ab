#pragma once

#include "net/http/head.hpp"

#include <cstdint>
#include <optional>
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

  /// Whether what was added is sound in this HTTP version and Beast's parser reads it alike.
  bool acceptable(unsigned version, const http::parser_framing& second_opinion) const noexcept;

  bool chunked() const noexcept { return chunked_; }
  const std::optional<std::uint64_t>& length() const noexcept { return length_; }

private:
  bool malformed_ = false;
  bool chunked_ = false;
  std::optional<std::uint64_t> length_;
};

} // namespace loadex::net::http1
