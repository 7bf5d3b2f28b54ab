#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
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

/// Copies `text` to `at`, where there is room for it. Returns where it ends.
inline char* put(std::string_view text, char* at) {
  if (!text.empty()) // else it may have no data
    std::memcpy(at, text.data(), text.size());
  return at + text.size();
}

/// Appends the pieces of text in one go: to make room costs more than most of them are long.
template <class... Piece>
void append(std::string& out, const Piece&... pieces) {
  const auto before = out.size();
  out.resize(before + (std::string_view(pieces).size() + ...));
  char* at = out.data() + before;
  ((at = put(pieces, at)), ...);
}

inline void append_header(std::string& out, std::string_view name, std::string_view value) {
  append(out, name, ": ", value, "\r\n");
}

/// A header line that is written if it is wanted.
struct optional_line {
  bool wanted;
  std::string_view name;
  std::string_view value;
};

/// Appends those that are wanted, in one go.
inline void append_lines(std::string& out, std::initializer_list<optional_line> lines) {
  std::size_t size = 0;
  for (const auto& line : lines)
    size += line.wanted ? line.name.size() + line.value.size() + 4 : 0;
  const auto before = out.size();
  out.resize(before + size);
  char* at = out.data() + before;
  for (const auto& line : lines)
    if (line.wanted)
      at = put("\r\n", put(line.value, put(": ", put(line.name, at))));
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

/// Says that a message received in this HTTP version passed through here (RFC 9110 section 7.6.3).
inline void append_via(std::string& out, unsigned version) {
  append_header(out, "Via", version >= 11 ? "1.1 loadex" : "1.0 loadex");
}

} // namespace loadex::net::http1
