#include "tests/edge/wire_message.hpp"

#include <strings.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace loadex::tests::edge {

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";
constexpr auto npos = std::string_view::npos;

std::optional<std::size_t> number(std::string_view digits, int base) {
  std::size_t result = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), result, base);
  return error == std::errc{} && end != digits.data() ? std::optional(result) : std::nullopt;
}

/// The value of the first field of that name; nothing if there is none.
std::optional<std::string_view> field(std::string_view head, std::string_view name) {
  for (auto at = head.find(line_end); at != npos; at = head.find(line_end, at + line_end.size())) {
    const auto line = head.substr(at + line_end.size(), head.find(line_end, at + line_end.size()) - at - 2);
    if (line.size() <= name.size() || line[name.size()] != ':' ||
        ::strncasecmp(line.data(), name.data(), name.size()) != 0)
      continue;
    const auto begin = line.find_first_not_of(" \t", name.size() + 1);
    return begin == npos ? std::string_view() : line.substr(begin);
  }
  return std::nullopt;
}

void read_chunks(std::string_view bytes, std::size_t at, wire_message& m) {
  for (;;) {
    const auto end = bytes.find(line_end, at);
    const auto size = end == npos ? std::nullopt : number(bytes.substr(at, end - at), 16);
    if (!size)
      return;
    at = end + line_end.size();
    if (*size == 0)
      break;
    m.body += bytes.substr(at, *size);
    if (bytes.size() - at < *size + line_end.size())
      return;
    at += *size + line_end.size();
  }
  for (;;) {
    const auto end = bytes.find(line_end, at);
    if (end == npos)
      return;
    const auto line = bytes.substr(at, end + line_end.size() - at);
    at += line.size();
    if (line == line_end)
      break;
    m.trailers += line;
  }
  m.size = at;
  m.whole = true;
}

void read_length(std::string_view bytes, std::size_t length, wire_message& m) {
  m.body = bytes.substr(m.head.size(), length);
  m.size = m.head.size() + length;
  m.whole = m.body.size() == length;
}

wire_message read_head(std::string_view bytes) {
  wire_message m;
  if (const auto end = bytes.find(head_end); end != npos)
    m.head = bytes.substr(0, end + head_end.size());
  return m;
}

/// Whether the head says where the body ends; if so it is read.
bool read_announced(std::string_view bytes, wire_message& m) {
  if (field(m.head, "Transfer-Encoding")) {
    read_chunks(bytes, m.head.size(), m);
    return true;
  }
  const auto length = field(m.head, "Content-Length");
  if (length)
    read_length(bytes, number(*length, 10).value_or(SIZE_MAX / 2), m);
  return length.has_value();
}

} // namespace

unsigned wire_message::status() const {
  return static_cast<unsigned>(head.size() < 12 ? 0 : number(std::string_view(head).substr(9, 3), 10).value_or(0));
}

std::string wire_message::target() const {
  const auto begin = std::min(head.find(' '), head.size() - 1) + 1;
  return head.substr(begin, head.find(' ', begin) - begin);
}

wire_message read_request(std::string_view bytes) {
  auto m = read_head(bytes);
  if (!m.head.empty() && !read_announced(bytes, m))
    read_length(bytes, 0, m);
  return m;
}

wire_message read_response(std::string_view bytes, std::string_view asked, bool ended) {
  auto m = read_head(bytes);
  if (m.head.empty())
    return m;
  const auto status = m.status();
  if (asked == "HEAD" || status < 200 || status == 204 || status == 304) {
    read_length(bytes, 0, m);
  } else if (!read_announced(bytes, m)) {
    read_length(bytes, bytes.size() - m.head.size(), m);
    m.whole = ended;
  }
  return m;
}

std::string escaped(std::string_view bytes) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\r')
      text += "\\r";
    else if (c == '\n')
      text += "\\n";
    else if (c == '\t')
      text += "\\t";
    else if (c == '\\')
      text += "\\\\";
    else if (byte >= 0x20 && byte < 0x7f)
      text += c;
    else
      text.append("\\x").append({hex[byte >> 4U], hex[byte & 15U]});
  }
  return text;
}

std::string escaped_lines(std::string_view bytes) {
  constexpr std::size_t most = 2048; // of a page that somebody reads
  std::string text;
  for (auto rest = bytes.substr(0, most); !rest.empty();) {
    const auto line = rest.substr(0, std::min(rest.find('\n'), rest.size() - 1) + 1);
    text += "    " + escaped(line) + "\n";
    rest.remove_prefix(line.size());
  }
  return bytes.size() > most ? text + "    ... (" + std::to_string(bytes.size()) + " bytes)\n" : text;
}

} // namespace loadex::tests::edge
