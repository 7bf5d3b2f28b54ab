#include "config/route_codecs.hpp"

#include "base/network.hpp"
#include "base/text.hpp"
#include "base/url_parts.hpp"
#include "config/codec.hpp"

#include <algorithm>

namespace loadex::config {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_visible(char c) {
  return c > ' ' && c < '\x7f';
}

/// A name of DNS in lower case, or an IPv4 address.
bool is_host(std::string_view host) {
  constexpr std::size_t longest = 253;
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '.' || c == '_'; };
  return !host.empty() && host.size() <= longest && !host.starts_with('.') && !host.ends_with('.') &&
         host.find("..") == std::string_view::npos && std::ranges::all_of(host, allowed);
}

/// The value of an upper-case hex digit; none of anything else.
int hex_value(char c) {
  if (is_digit(c))
    return c - '0';
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool is_unreserved(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/// Whether every % begins an escape that has to be one, in the spelling that normal paths have.
bool has_plain_escapes(std::string_view path) {
  for (auto at = path.find('%'); at != std::string_view::npos; at = path.find('%', at + 1)) {
    if (at + 2 >= path.size())
      return false;
    const auto high = hex_value(path[at + 1]);
    const auto low = hex_value(path[at + 2]);
    if (high < 0 || low < 0 || is_unreserved(static_cast<char>(high * 16 + low)))
      return false;
  }
  return true;
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1); // the slash
    const auto segment = path.substr(0, path.find('/'));
    if (segment == "." || segment == "..")
      return true;
    path.remove_prefix(segment.size());
  }
  return false;
}

bool is_authority(const base::authority_parts& at) {
  const auto host = base::lower(at.host);
  const bool known = at.bracketed ? !base::ipv6_text(host).empty() : is_host(host);
  return known && (!at.port || at.port_number().value_or(0) != 0);
}

bool is_redirect_path(std::string_view text) {
  return text.starts_with('/') && !text.starts_with("//") && std::ranges::all_of(text, is_visible) &&
         text.find_first_of("#\\") == std::string_view::npos;
}

bool is_redirect_url(std::string_view text) {
  const auto url = base::split_url(text);
  if (!url)
    return false;
  const auto scheme = base::lower(url->scheme);
  return (scheme == "http" || scheme == "https") && !url->has_user_info && !url->has_fragment &&
         is_authority(url->authority) && text.find('\\') == std::string_view::npos;
}

} // namespace

std::string name_codec::type() const {
  return "name";
}

std::string name_codec::parse(std::string_view text) const {
  const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; };
  if (text.empty() || !std::ranges::all_of(text, allowed))
    refuse(quoted(text), "is not a name; write letters, digits, - and _");
  return std::string(text);
}

std::string name_codec::print(const std::string& value) const {
  return quoted(value);
}

std::string host_pattern_codec::type() const {
  return "host";
}

std::string host_pattern_codec::parse(std::string_view text) const {
  auto pattern = base::lower(text);
  const auto host = std::string_view(pattern).substr(pattern.starts_with("*.") ? 2 : 0);
  if (!is_host(host))
    refuse(quoted(text), "is not a host; write it without scheme, port and path, such as api.example.org, or "
                         "*.example.org for all below it");
  return pattern;
}

std::string host_pattern_codec::print(const std::string& value) const {
  return quoted(value);
}

std::string route_path_codec::type() const {
  return "path";
}

std::string route_path_codec::parse(std::string_view text) const {
  if (!text.starts_with('/'))
    refuse(quoted(text), "is not a path; it begins with /");
  if (text.find_first_of("?#") != std::string_view::npos)
    refuse(quoted(text), "has more than a path: leave out what begins with ? or #");
  if (!std::ranges::all_of(text, is_visible) || text.find('\\') != std::string_view::npos)
    refuse(quoted(text), "is not a path; write what a URL cannot have as escapes, such as %20");
  if (text.find("//") != std::string_view::npos || has_dot_segment(text) || !has_plain_escapes(text))
    refuse(quoted(text), "is not a normal path, as requests are matched by: write it without //, dot segments and "
                         "escapes of letters, digits, - . _ ~, and other escapes in capitals, such as %2F");
  if (prefix && text.size() > 1 && text.ends_with('/'))
    text.remove_suffix(1);
  return std::string(text);
}

std::string route_path_codec::print(const std::string& value) const {
  return quoted(value);
}

std::string method_codec::type() const {
  return "method";
}

std::string method_codec::parse(std::string_view text) const {
  token_codec token;
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  if (text.empty() || token.parse(text) != text || std::ranges::any_of(text, is_lower))
    refuse(quoted(text), "is not a method; write it in capitals, such as GET");
  return std::string(text);
}

std::string method_codec::print(const std::string& value) const {
  return quoted(value);
}

std::string redirect_codec::type() const {
  return "https, URL or path";
}

std::string redirect_codec::parse(std::string_view text) const {
  if (text != "https" && !is_redirect_path(text) && !is_redirect_url(text))
    refuse(quoted(text),
           R"(is no place to send a client to; write "https", an http or https URL without user name and )"
           R"(#, or a path, such as "/new")");
  return std::string(text);
}

std::string redirect_codec::print(const std::string& value) const {
  return quoted(value);
}

std::string header_value_codec::type() const {
  return "text";
}

std::string header_value_codec::parse(std::string_view text) const {
  if (base::trim(text) != text || !std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7f'; }))
    refuse(quoted(text), "is not the value of a header: write ASCII text without blanks around it");
  return std::string(text);
}

std::string header_value_codec::print(const std::string& value) const {
  return quoted(value);
}

} // namespace loadex::config
