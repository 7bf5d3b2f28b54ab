#pragma once

#include "net/http/framing.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

/// The pieces that heads are written with, appended to a buffer that the caller keeps.
namespace loadex::net::http1 {

/// A number as text, for as long as this lives.
class decimal {
public:
  explicit decimal(std::uint64_t number) noexcept
      : end_(std::to_chars(digits_.data(), digits_.data() + digits_.size(), number).ptr) {}
  decimal(const decimal&) = delete;
  decimal& operator=(const decimal&) = delete;

  operator std::string_view() const noexcept {
    return {digits_.data(), static_cast<std::size_t>(end_ - digits_.data())};
  }

private:
  std::array<char, std::numeric_limits<std::uint64_t>::digits10 + 1> digits_;
  const char* end_;
};

/// A line of a header that is written if it is wanted. `begin`: its name, a colon and a space.
template <std::size_t N>
struct line_if {
  bool wanted;
  const char (&begin)[N];
  std::string_view value;
};
template <std::size_t N>
line_if(bool, const char (&)[N], std::string_view) -> line_if<N>;

/// What append() has to know of a piece: its bytes, and how it is put where there is room for them, which returns where
/// it ends.
inline std::size_t size_of(std::string_view text) noexcept {
  return text.size();
}
inline char* put(std::string_view text, char* at) noexcept {
  if (!text.empty()) // else it may have no data
    std::memcpy(at, text.data(), text.size());
  return at + text.size();
}

/// The length of a literal is known when it is compiled.
template <std::size_t N>
constexpr std::size_t size_of(const char (&)[N]) noexcept {
  return N - 1;
}
template <std::size_t N>
char* put(const char (&literal)[N], char* at) noexcept {
  std::memcpy(at, literal, N - 1);
  return at + N - 1;
}

template <std::size_t N>
std::size_t size_of(const line_if<N>& line) noexcept {
  return line.wanted ? size_of(line.begin) + line.value.size() + 2 : 0;
}
template <std::size_t N>
char* put(const line_if<N>& line, char* at) noexcept {
  return line.wanted ? put("\r\n", put(line.value, put(line.begin, at))) : at;
}

/// Appends the pieces in one go: to make room costs more than most of them are long.
template <class... Piece>
void append(std::string& out, const Piece&... pieces) {
  const auto before = out.size();
  out.resize(before + (size_of(pieces) + ...));
  char* at = out.data() + before;
  ((at = put(pieces, at)), ...);
}

inline void append_header(std::string& out, std::string_view name, std::string_view value) {
  append(out, name, ": ", value, "\r\n");
}

inline void append_content_length(std::string& out, std::uint64_t length) {
  append(out, "Content-Length: ", decimal(length), "\r\n");
}

inline void append_max_forwards(std::string& out, std::uint64_t number) {
  append(out, "Max-Forwards: ", decimal(number), "\r\n");
}

inline void append_chunked(std::string& out) {
  out.append("Transfer-Encoding: chunked\r\n");
}

/// Ends a head: says how its body is framed, of so many bytes if that is by length, and adds the empty line.
inline void finish_head(std::string& out, http::body_kind body, std::uint64_t length) {
  switch (body) {
  case http::body_kind::length:
    return append(out, "Content-Length: ", decimal(length), "\r\n\r\n");
  case http::body_kind::chunked:
    return append(out, "Transfer-Encoding: chunked\r\n\r\n");
  default:
    return append(out, "\r\n");
  }
}

/// Says that a message received in this HTTP version passed through here (RFC 9110 section 7.6.3).
inline void append_via(std::string& out, unsigned version) {
  append_header(out, "Via", version >= 11 ? "1.1 loadex" : "1.0 loadex");
}

} // namespace loadex::net::http1
