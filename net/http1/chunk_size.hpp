#pragma once

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

namespace loadex::net::http1 {

/// Ends a chunked body that has no trailers.
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

/// Appends the line that begins a chunk of `size` bytes, which must not be 0: that would end the body.
inline void append_chunk_size(std::size_t size, std::string& out) {
  char digits[2 * sizeof size];
  const auto end = std::to_chars(digits, digits + sizeof digits, size, 16).ptr;
  out.append(digits, end).append("\r\n");
}

} // namespace loadex::net::http1
