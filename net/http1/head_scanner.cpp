#include "net/http1/head_scanner.hpp"

#include "net/http/characters.hpp"
#include "net/http/common_names.hpp"
#include "net/http1/body_end.hpp"
#include "net/http1/find_end.hpp"

#include <boost/beast/http/rfc7230.hpp>

#include <algorithm>
#include <array>

namespace loadex::net::http1 {

namespace {

constexpr std::string_view line_end = "\r\n";

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

bool is_in_token(char c) noexcept {
  return token_characters[static_cast<unsigned char>(c)];
}

bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t';
}

/// How far a text has been read.
struct cursor {
  const char* at;
  const char* end;

  std::size_t left() const noexcept { return static_cast<std::size_t>(end - at); }

  /// Whether `expected` comes next; then it has been read.
  bool take(std::string_view expected) noexcept {
    if (left() < expected.size() || std::string_view(at, expected.size()) != expected)
      return false;
    at += expected.size();
    return true;
  }

  std::string_view take_token() noexcept {
    const char* first = at;
    at = std::find_if_not(at, end, is_in_token);
    return {first, at};
  }

  template <class What>
  std::string_view take_until() noexcept {
    const char* first = at;
    at = find_end<What>(at, end);
    return {first, at};
  }
};

/// HTTP/1.0 as 10 and HTTP/1.1 as 11, or 0.
unsigned take_version(cursor& in) noexcept {
  return in.take("HTTP/1.1") ? 11 : in.take("HTTP/1.0") ? 10 : 0;
}

bool names_a_version(cursor in) noexcept {
  return in.take("HTTP/") && in.left() >= 5 && http::is_digit(in.at[0]) && in.at[1] == '.' &&
         http::is_digit(in.at[2]) && std::string_view(in.at + 3, line_end.size()) == line_end;
}

scan_result take_request_line(cursor& in, http::request_head& head) {
  head.method_text = in.take_token();
  if (head.method_text.empty() || !in.take(" "))
    return scan_result::malformed;
  head.method = boost::beast::http::string_to_verb(head.method_text);
  head.target = in.take_until<outside_target>();
  if (head.target.empty() || !in.take(" "))
    return scan_result::malformed;
  if (names_a_version(in)) {
    head.version = take_version(in);
    return in.take(line_end) ? scan_result::complete : scan_result::version_unsupported;
  }
  return scan_result::malformed;
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

/// Reads a header line. A blank is no part of a name, so a folded line is none.
bool take_header(cursor& in, http::header& line) {
  line.name = in.take_until<colon>();
  if (const auto* common = http::find_common_name(line.name))
    line.known = common->known;
  else if (!line.name.empty() && std::all_of(line.name.begin(), line.name.end(), is_in_token))
    line.known = boost::beast::http::string_to_field(line.name);
  else
    return false;
  if (!in.take(":"))
    return false;
  while (in.at != in.end && is_blank(*in.at))
    ++in.at;
  line.value = in.take_until<outside_text>();
  while (!line.value.empty() && is_blank(line.value.back()))
    line.value.remove_suffix(1);
  return in.take(line_end);
}

/// Whether the value of a `Connection` line is a list of tokens (RFC 9110 section 7.6.1).
bool is_list(std::string_view value) {
  return value == "keep-alive" || boost::beast::http::validate_list(boost::beast::http::opt_token_list{value});
}

template <class Head>
scan_result take_headers(cursor& in, std::size_t most, Head& head) {
  body_end body;
  while (!in.take(line_end)) {
    http::header line{};
    if (!take_header(in, line))
      return scan_result::malformed;
    switch (line.known) {
    case http::field::connection:
    case http::field::proxy_connection:
      if (!is_list(line.value))
        return scan_result::malformed;
      break;
    case http::field::content_length:
      body.add_content_length(line.value);
      if (!body.is_sound(head.version))
        return scan_result::malformed;
      break;
    case http::field::transfer_encoding:
      body.add_transfer_encoding(line.value);
      if (!body.is_sound(head.version))
        return scan_result::malformed;
      break;
    default:
      break;
    }
    if (head.headers.size() == most)
      return scan_result::too_many_headers;
    head.headers.push_back(line);
  }
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
  const auto result = take_headers(in, most_headers, head);
  head.size = static_cast<std::size_t>(in.at - text.data());
  return result;
}

} // namespace

scan_result scan_request_head(std::string_view text, std::size_t most_headers, http::request_head& head) {
  return scan(text, most_headers, head, take_request_line);
}

scan_result scan_response_head(std::string_view text, std::size_t most_headers, http::response_head& head) {
  return scan(text, most_headers, head, take_status_line);
}

} // namespace loadex::net::http1
