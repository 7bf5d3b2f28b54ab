#pragma once

#include "net/http/framing.hpp"

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

/// Appends a piece of a body that is framed as `framed` says. An empty one is left out: as a chunk it would end the
/// body.
inline void append_piece(http::body_kind framed, std::string_view data, std::string& out) {
  if (data.empty())
    return;
  if (framed == http::body_kind::chunked)
    append_chunk_size(data.size(), out);
  out += data;
  if (framed == http::body_kind::chunked)
    out += "\r\n";
}

/// Appends the end of such a body.
inline void append_end(http::body_kind framed, std::string_view trailers, std::string& out) {
  if (framed == http::body_kind::chunked)
    append_last_chunk(trailers, out);
}

} // namespace loadex::net::http1
