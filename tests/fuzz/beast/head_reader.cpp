#include "tests/fuzz/beast/head_reader.hpp"

#include "net/http/characters.hpp"
#include "tests/fuzz/beast/head_parser.hpp"

#include <algorithm>
#include <utility>

namespace loadex::tests::fuzz::beast {

namespace {

namespace http = net::http;
using base::reason;
using net::http1::head_limits;
using net::http1::head_result;

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";

const auto malformed_request = head_result::bad(reason::malformed_request);
const auto uri_too_long = head_result::bad(reason::uri_too_long);
const auto head_too_large = head_result::bad(reason::head_too_large);
const auto malformed_response = head_result::bad(reason::malformed_response);
const auto response_too_large = head_result::bad(reason::response_too_large);

/// One past the empty line that ends the head, or npos.
std::size_t find_head_end(std::string_view bytes, std::size_t start) {
  const auto at = bytes.find(head_end, start);
  return at == std::string_view::npos ? at : at + head_end.size();
}

/// Whether a byte can be in no head: a control character, a bare CR or a bare LF.
bool has_stray_byte(std::string_view bytes) {
  char previous = '\0';
  for (const char c : bytes) {
    if ((previous == '\r') != (c == '\n') || (!http::is_text(c) && c != '\r' && c != '\n'))
      return true;
    previous = c;
  }
  return false;
}

/// Refuses a head whose request line is too long already, or which is `full` and has not ended.
head_result judge_size(std::string_view bytes, std::size_t start, bool full, const head_limits& limits) {
  const auto most_of_line = limits.line + line_end.size();
  const auto line = bytes.substr(start, std::min(most_of_line, limits.bytes - start));
  const bool unended = line.find(line_end) == std::string_view::npos;
  if (unended && (full || line.size() == most_of_line))
    return uri_too_long;
  return full ? head_too_large : head_result{};
}

std::size_t request_line_size(const http::request_head& head) {
  return head.method_text.size() + head.target.size() + std::string_view("  HTTP/1.1").size();
}

/// Whether the request line is one, of whatever version, such as `GET / HTTP/2.0`. Beast has a single error for a
/// version that is not HTTP/1.x and for what is no version at all.
bool names_a_version(std::string_view head) {
  constexpr std::string_view prefix = " HTTP/";
  const auto line = head.substr(0, head.find(line_end));
  const auto at = line.rfind(prefix);
  if (at == std::string_view::npos || std::count(line.begin(), line.end(), ' ') != 2)
    return false;
  const auto version = line.substr(at + prefix.size());
  return version.size() == 3 && http::is_digit(version[0]) && version[1] == '.' && http::is_digit(version[2]);
}

/// Beast wants the space that ends a status even where no reason follows (RFC 9112 section 4), but not all backends
/// send it: then the status line is parsed from a copy that has it.
boost::beast::error_code parse_response(head_parser<http::response_head>& parser, std::string_view head) {
  constexpr std::string_view bare = "HTTP/1.1 200";
  if (head.find(line_end) != bare.size())
    return parser.parse(head);
  std::string line(head.substr(0, bare.size()));
  line += " \r\n";
  return parser.parse(line, head.substr(bare.size() + line_end.size()));
}

} // namespace

head_result read_request_head(std::string_view bytes, const head_limits& limits, http::request_head& head) {
  head.clear();
  const std::size_t start = bytes.starts_with(line_end) ? line_end.size() : 0;
  const auto end = find_head_end(bytes, start);
  if (end == std::string_view::npos) {
    if (has_stray_byte(bytes))
      return malformed_request;
    return judge_size(bytes, start, bytes.size() >= limits.bytes, limits);
  }
  if (end > limits.bytes)
    return judge_size(bytes, start, true, limits);

  const auto text = bytes.substr(start, end - start);
  head_parser<http::request_head> parser(head, limits.headers);
  if (const auto ec = parser.parse(text)) {
    if (parser.too_many_headers())
      return head_too_large;
    if (ec == boost::beast::http::error::bad_version && names_a_version(text))
      return head_result::bad(reason::version_unsupported);
    return malformed_request;
  }
  if (request_line_size(head) > limits.line)
    return uri_too_long;
  head.size = end;
  return head_result::complete();
}

head_result read_response_head(std::string_view bytes, const head_limits& limits, http::response_head& head) {
  head.clear();
  const auto end = find_head_end(bytes, 0);
  if (end == std::string_view::npos) {
    if (has_stray_byte(bytes))
      return malformed_response;
    return bytes.size() >= limits.bytes ? response_too_large : head_result{};
  }
  if (end > limits.bytes)
    return response_too_large;
  head_parser<http::response_head> parser(head, limits.headers);
  if (parse_response(parser, bytes.substr(0, end)))
    return parser.too_many_headers() ? response_too_large : malformed_response;
  head.size = end;
  return head_result::complete();
}

} // namespace loadex::tests::fuzz::beast
