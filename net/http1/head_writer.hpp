#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

/// The pieces that heads are written with, appended to a buffer that the caller keeps.
namespace loadex::net::http1 {

inline void append_number(std::string& out, std::uint64_t number) {
  char digits[std::numeric_limits<std::uint64_t>::digits10 + 1];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

/// In one piece: a head has many lines, and each append costs more than most of them are long.
inline void append_header(std::string& out, std::string_view name, std::string_view value) {
  const auto before = out.size();
  out.resize(before + name.size() + value.size() + 4);
  char* at = out.data() + before;
  std::memcpy(at, name.data(), name.size());
  at += name.size();
  *at++ = ':';
  *at++ = ' ';
  if (!value.empty()) // else it may have no data
    std::memcpy(at, value.data(), value.size());
  at += value.size();
  *at++ = '\r';
  *at = '\n';
}

inline void append_content_length(std::string& out, std::uint64_t length) {
  out.append("Content-Length: ");
  append_number(out, length);
  out.append("\r\n");
}

inline void append_max_forwards(std::string& out, std::uint64_t number) {
  out.append("Max-Forwards: ");
  append_number(out, number);
  out.append("\r\n");
}

inline void append_chunked(std::string& out) {
  out.append("Transfer-Encoding: chunked\r\n");
}

/// Says that a message received in this HTTP version passed through here (RFC 9110 section 7.6.3).
inline void append_via(std::string& out, unsigned version) {
  append_header(out, "Via", version >= 11 ? "1.1 loadex" : "1.0 loadex");
}

} // namespace loadex::net::http1
