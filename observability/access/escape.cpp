#include "observability/access/escape.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace loadex::observability {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

bool is_plain(char c) {
  return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/// Whether any of eight bytes is not plain: of all of them at once, by carries that run out at the top of a byte.
bool is_any_special(std::uint64_t bytes) {
  constexpr std::uint64_t each = 0x0101'0101'0101'0101U, tops = 0x80 * each;
  const auto any_below = [](std::uint64_t of, std::uint64_t bound) { return (of - bound * each) & ~of & tops; };
  const auto any_is = [&](unsigned char c) { return any_below(bytes ^ c * each, 1); };
  return ((bytes & tops) | any_below(bytes, 0x20) | any_is(0x7f) | any_is('"') | any_is('\\')) != 0;
}

/// How many bytes at the begin of `text` are plain.
std::size_t length_of_plain(std::string_view text) {
  std::size_t length = 0;
  for (std::uint64_t bytes = 0; text.size() - length >= sizeof bytes; length += sizeof bytes) {
    std::memcpy(&bytes, text.data() + length, sizeof bytes);
    if (is_any_special(bytes))
      break;
  }
  while (length < text.size() && is_plain(text[length]))
    ++length;
  return length;
}

void append_byte(unsigned char byte, std::string& out) {
  out += digits[byte >> 4];
  out += digits[byte & 0xf];
}

/// How many bytes the character at the begin of `text` has in UTF-8 (RFC 3629); 0 if it is none. Not of ASCII.
std::size_t length_of_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto follows = [&](std::size_t i, unsigned least = 0x80, unsigned most = 0xbf) {
    return byte(i) >= least && byte(i) <= most;
  };
  const auto first = byte(0);
  if (first >= 0xc2 && first <= 0xdf)
    return follows(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) // neither overlong nor half of a surrogate pair
    return follows(1, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf) && follows(2) ? 3 : 0;
  if (first >= 0xf0 && first <= 0xf4) // neither overlong nor beyond U+10FFFF
    return follows(1, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf) && follows(2) && follows(3) ? 4 : 0;
  return 0;
}

/// Appends the front of `text`, which is not plain, and returns how many bytes it was.
std::size_t append_special(std::string_view text, std::string& out) {
  const auto byte = static_cast<unsigned char>(text.front());
  if (byte == '"' || byte == '\\') {
    out.append("\\").append(1, text.front());
    return 1;
  }
  if (byte < 0x80) {
    out.append("\\u00");
    append_byte(byte, out);
    return 1;
  }
  const auto length = length_of_character(text);
  if (length == 0) {
    out.append("\xef\xbf\xbd");
    return 1;
  }
  if (byte == 0xc2 && static_cast<unsigned char>(text[1]) < 0xa0) {
    out.append("\\u00");
    append_byte(static_cast<unsigned char>(text[1]), out);
  } else {
    out.append(text.substr(0, length));
  }
  return length;
}

} // namespace

void append_as_json(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const auto plain = length_of_plain(text);
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (!text.empty())
      text.remove_prefix(append_special(text, out));
  }
}

void append_as_ascii(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (is_plain(c)) {
      out += c;
    } else if (c == '"' || c == '\\') {
      out.append("\\").append(1, c);
    } else {
      out.append("\\x");
      append_byte(static_cast<unsigned char>(c), out);
    }
  }
}

} // namespace loadex::observability
