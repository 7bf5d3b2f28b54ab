#include "net/http1/head_scanner.hpp"

#include "net/http/characters.hpp"
#include "net/http/common_names.hpp"
#include "net/http1/body_end.hpp"
#include "net/http1/find_end.hpp"

#include <boost/beast/http/rfc7230.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace loadex::net::http1 {

namespace {

constexpr char line_end[] = "\r\n";

/// No head is shorter than a block, as find_end() wants it: this is the shortest.
constexpr std::string_view shortest_request = "A / HTTP/1.1\r\n\r\n";
constexpr std::string_view shortest_response = "HTTP/1.1 200\r\n\r\n";
static_assert(shortest_request.size() == block && shortest_response.size() == block);

constexpr auto token_characters = [] {
  std::array<bool, 256> characters{};
  for (std::size_t i = 0; i < characters.size(); ++i)
    characters[i] = http::is_token_character(static_cast<char>(i));
  return characters;
}();

inline bool is_in_token(char c) noexcept {
  return token_characters[static_cast<unsigned char>(c)];
}

bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t';
}

/// How far a text has been read. What is done for every header is inlined: then this stays in registers.
struct cursor {
  const char* at;
  const char* end;

  std::size_t left() const noexcept { return static_cast<std::size_t>(end - at); }

  /// Whether `expected` comes next; then it has been read. Its size is known when this is compiled, which makes it one
  /// comparison.
  template <std::size_t size>
  [[gnu::always_inline]] bool take(const char (&expected)[size]) noexcept {
    constexpr auto length = size - 1;
    if (left() < length || std::memcmp(at, expected, length) != 0)
      return false;
    at += length;
    return true;
  }

  std::string_view take_token() noexcept {
    const char* first = at;
    at = std::find_if_not(at, end, is_in_token);
    return {first, at};
  }

  template <class What>
  [[gnu::always_inline]] std::string_view take_until() noexcept {
    const char* first = at;
    at = find_end<What>(at, end);
    return {first, at};
  }
};

/// HTTP/1.0 as 10 and HTTP/1.1 as 11, or 0.
unsigned take_version(cursor& in) noexcept {
  return in.take("HTTP/1.1") ? 11 : in.take("HTTP/1.0") ? 10 : 0;
}

/// Whether a version, of whatever number, and a line end come next.
bool names_a_version(cursor in) noexcept {
  constexpr std::string_view number = "1.1";
  if (!in.take("HTTP/") || in.left() < number.size())
    return false;
  const bool is_number = http::is_digit(in.at[0]) && in.at[1] == '.' && http::is_digit(in.at[2]);
  in.at += number.size();
  return is_number && in.take(line_end);
}

scan_result take_request_line(cursor& in, http::request_head& head) {
  head.method_text = in.take_token();
  if (head.method_text.empty() || !in.take(" "))
    return scan_result::malformed;
  head.method = boost::beast::http::string_to_verb(head.method_text);
  head.target = in.take_until<outside_target>();
  if (head.target.empty() || !in.take(" "))
    return scan_result::malformed;
  const auto before_version = in;
  head.version = take_version(in);
  if (head.version != 0 && in.take(line_end))
    return scan_result::complete;
  return names_a_version(before_version) ? scan_result::version_unsupported : scan_result::malformed;
}

/// The space that ends a status even where no reason follows (RFC 9112 section 4) may be missing: not all backends send
/// it.
scan_result take_status_line(cursor& in, http::response_head& head) {
  head.version = take_version(in);
  if (head.version == 0 || !in.take(" ") || in.left() < 3)
    return scan_result::malformed;
  for (const char* digit_end = in.at + 3; in.at != digit_end; ++in.at) {
    if (!http::is_digit(*in.at))
      return scan_result::malformed;
    head.status = 10 * head.status + static_cast<unsigned>(*in.at - '0');
  }
  if (head.status < 100 || head.status > 599)
    return scan_result::malformed;
  if (in.take(" "))
    head.reason = in.take_until<outside_text>();
  return in.take(line_end) ? scan_result::complete : scan_result::malformed;
}

/// Whether `name` is a header's name, and Beast's number for it. A blank is no part of one, so a folded line has none.
[[gnu::always_inline]] inline bool is_name(std::string_view name, http::field& known) {
  if (const auto* common = http::find_common_name(name)) {
    known = common->known;
    return true;
  }
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_in_token))
    return false;
  known = boost::beast::http::string_to_field(name);
  return true;
}

[[gnu::always_inline]] inline std::string_view take_value(cursor& in) noexcept {
  while (in.at != in.end && is_blank(*in.at))
    ++in.at;
  auto value = in.take_until<outside_text>();
  while (!value.empty() && is_blank(value.back()))
    value.remove_suffix(1);
  return value;
}

/// Whether the value of a `Connection` line is a list of tokens (RFC 9110 section 7.6.1).
bool is_list(std::string_view value) {
  return value == "keep-alive" || boost::beast::http::validate_list(boost::beast::http::opt_token_list{value});
}

/// Whether a header that says where the message ends, or what becomes of its connection, says so in one way.
template <class Head>
[[gnu::always_inline]] inline bool is_sound(const http::header& line, body_end& body, const Head& head) {
  switch (line.known) {
  case http::field::connection:
  case http::field::proxy_connection:
    return is_list(line.value);
  case http::field::content_length:
    body.add_content_length(line.value);
    return body.is_sound(head.version);
  case http::field::transfer_encoding:
    body.add_transfer_encoding(line.value);
    return body.is_sound(head.version);
  default:
    return true;
  }
}

template <class Head>
scan_result take_headers(cursor in, std::size_t most, Head& head) {
  body_end body;
  const auto left_before = in.left();
  while (!in.take(line_end)) {
    auto& line = head.headers.emplace_back(); // filled where it stays
    line.name = in.take_until<colon>();
    if (!is_name(line.name, line.known) || !in.take(":"))
      return scan_result::malformed;
    line.value = take_value(in);
    if (!in.take(line_end) || !is_sound(line, body, head))
      return scan_result::malformed;
    if (head.headers.size() > most)
      return scan_result::too_many_headers;
  }
  head.size += left_before - in.left();
  head.body = body.said();
  return scan_result::complete;
}

template <class Head>
scan_result scan(std::string_view text, std::size_t most_headers, Head& head,
                 scan_result (*take_first_line)(cursor&, Head&)) {
  head.clear();
  if (text.size() < shortest_request.size())
    return scan_result::malformed;
  cursor in{text.data(), text.data() + text.size()};
  if (const auto first = take_first_line(in, head); first != scan_result::complete)
    return first;
  head.size = text.size() - in.left();
  return take_headers(in, most_headers, head);
}

} // namespace

scan_result scan_request_head(std::string_view text, std::size_t most_headers, http::request_head& head) {
  return scan(text, most_headers, head, take_request_line);
}

scan_result scan_response_head(std::string_view text, std::size_t most_headers, http::response_head& head) {
  return scan(text, most_headers, head, take_status_line);
}

} // namespace loadex::net::http1
