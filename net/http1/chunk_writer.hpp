#pragma once

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

namespace loadex::net::http1 {

/// Appends what ends a chunked body: its trailer lines, if any, each with CRLF.
inline void append_last_chunk(std::string_view trailers, std::string& out) {
  out.append("0\r\n").append(trailers).append("\r\n");
}

/// Appends the line that begins a chunk of `size` bytes, which must not be 0: that would end the body.
inline void append_chunk_size(std::size_t size, std::string& out) {
  char digits[2 * sizeof size];
  const auto end = std::to_chars(digits, digits + sizeof digits, size, 16).ptr;
  out.append(digits, end).append("\r\n");
}

} // namespace loadex::net::http1
