#include "net/http1/head_reader.hpp"

#include "config/settings.hpp"
#include "net/http/characters.hpp"
#include "net/http1/head_scanner.hpp"

#include <algorithm>

namespace loadex::net::http1 {

namespace {

using base::reason;

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";

const auto malformed_request = head_result::bad(reason::malformed_request);
const auto uri_too_long = head_result::bad(reason::uri_too_long);
const auto version_unsupported = head_result::bad(reason::version_unsupported);
const auto head_too_large = head_result::bad(reason::head_too_large);
const auto malformed_response = head_result::bad(reason::malformed_response);
const auto response_too_large = head_result::bad(reason::response_too_large);

/// One past the empty line that ends the head, or npos.
std::size_t find_head_end(std::string_view bytes, std::size_t start, std::size_t scanned) {
  // The empty line may straddle what was scanned before and what has come since.
  const auto overlap = head_end.size() - 1;
  const auto at = bytes.find(head_end, std::max(start, scanned > overlap ? scanned - overlap : 0));
  return at == std::string_view::npos ? at : at + head_end.size();
}

/// Whether a byte from `from` on can be in no head: a control character, a bare CR or a bare LF. An unfinished head
/// that has one need not be waited for: line ends without CR, or TLS on a plain port, are answered at once.
bool has_stray_byte(std::string_view bytes, std::size_t from) {
  char previous = from == 0 ? '\0' : bytes[from - 1];
  for (const char c : bytes.substr(from)) {
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

head_result judge(scan_result scanned, const http::request_head& head, const head_limits& limits) {
  switch (scanned) {
  case scan_result::complete:
    return request_line_size(head) > limits.line ? uri_too_long : head_result::complete();
  case scan_result::version_unsupported:
    return version_unsupported;
  case scan_result::too_many_headers:
    return head_too_large;
  default:
    return malformed_request;
  }
}

head_result judge(scan_result scanned) {
  switch (scanned) {
  case scan_result::complete:
    return head_result::complete();
  case scan_result::too_many_headers:
    return response_too_large;
  default:
    return malformed_response;
  }
}

} // namespace

head_limits head_limits_of(const config::limit_settings& settings) noexcept {
  return {settings.head, settings.headers, settings.request_line};
}

head_limits head_limits_of(const config::limit_settings& settings, std::size_t room) noexcept {
  auto limits = head_limits_of(settings);
  limits.bytes = std::min(limits.bytes, room);
  return limits;
}

head_result read_request_head(std::string_view bytes, const head_limits& limits, std::size_t& scanned,
                              http::request_head& head) {
  const std::size_t start = bytes.size() >= 2 && bytes[0] == '\r' && bytes[1] == '\n' ? line_end.size() : 0;
  const auto scan = [&] {
    const auto result = scan_request_head(bytes.substr(start), limits.headers, head);
    head.size += start;
    return result;
  };
  // Mostly all of it comes at once. Else it is scanned once more, when its end has been found.
  if (scanned == 0 && scan() == scan_result::complete && head.size <= limits.bytes)
    return judge(scan_result::complete, head, limits);

  head.clear();
  const auto end = find_head_end(bytes, start, scanned);
  if (end == std::string_view::npos) {
    if (has_stray_byte(bytes, scanned))
      return malformed_request;
    scanned = bytes.size();
    return judge_size(bytes, start, bytes.size() >= limits.bytes, limits);
  }
  if (end > limits.bytes)
    return judge_size(bytes, start, true, limits);
  return judge(scan(), head, limits);
}

head_result read_response_head(std::string_view bytes, const head_limits& limits, std::size_t& scanned,
                               http::response_head& head) {
  if (scanned == 0 && scan_response_head(bytes, limits.headers, head) == scan_result::complete &&
      head.size <= limits.bytes)
    return head_result::complete();

  head.clear();
  const auto end = find_head_end(bytes, 0, scanned);
  if (end == std::string_view::npos) {
    if (has_stray_byte(bytes, scanned))
      return malformed_response;
    scanned = bytes.size();
    return bytes.size() >= limits.bytes ? response_too_large : head_result{};
  }
  if (end > limits.bytes)
    return response_too_large;
  return judge(scan_response_head(bytes, limits.headers, head));
}

} // namespace loadex::net::http1
