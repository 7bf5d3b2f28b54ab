#include "net/http/request_target.hpp"

#include "net/http/character_set.hpp"
#include "net/http/characters.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>

namespace loadex::net::http {

namespace {

/// The characters of a registered name (RFC 3986 section 3.2.2) without `%` and `,`: a name that needs decoding, or
/// that looks like a list, can be read as another host by the next server.
constexpr character_set host_characters([](char c) {
  return is_alphanumeric(c) || std::string_view("-._~!$&'()*+;=").find(c) != std::string_view::npos;
});

constexpr character_set ipv6_characters([](char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
});

/// Whether no byte is above ASCII: eight are looked at together.
bool is_ascii(std::string_view text) noexcept {
  std::uint64_t seen = 0;
  for (; text.size() >= sizeof seen; text.remove_prefix(sizeof seen)) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data(), sizeof bytes);
    seen |= bytes;
  }
  for (const char c : text)
    seen |= static_cast<unsigned char>(c);
  return (seen & 0x8080'8080'8080'8080U) == 0;
}

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  return error == std::errc{} && stop == end;
}

/// How long the host at the start of an authority is; 0 if there is none.
std::size_t host_length(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    const bool literal =
        close != std::string_view::npos && close >= 3 && ipv6_characters.has_all(text.substr(1, close - 1));
    return literal ? close + 1 : 0;
  }
  const auto end = std::find_if_not(text.begin(), text.end(), [](char c) { return host_characters.has(c); });
  return static_cast<std::size_t>(end - text.begin());
}

std::optional<request_target> read_absolute(std::string_view text, verb method) {
  constexpr std::string_view separator = "://";
  const auto colon = text.find(separator);
  if (colon == std::string_view::npos)
    return std::nullopt;
  const auto scheme = text.substr(0, colon);
  if (!boost::beast::iequals(scheme, "http") && !boost::beast::iequals(scheme, "https"))
    return std::nullopt;
  text.remove_prefix(colon + separator.size());

  const auto authority = text.substr(0, text.find_first_of("/?"));
  if (!is_authority(authority))
    return std::nullopt;
  text.remove_prefix(authority.size());
  if (text.empty())
    text = method == verb::options ? "*" : "/";
  return request_target{authority, text};
}

} // namespace

std::optional<request_target> read_target(std::string_view text, verb method) {
  if (text.find('#') != std::string_view::npos || !is_ascii(text)) // a fragment is for the client alone
    return std::nullopt;
  if (text.starts_with('/'))
    return request_target{{}, text};
  if (text == "*")
    return method == verb::options ? std::optional(request_target{{}, text}) : std::nullopt;
  return read_absolute(text, method);
}

bool is_authority(std::string_view text) noexcept {
  const auto host = host_length(text);
  if (host == 0)
    return false;
  const auto rest = text.substr(host);
  return rest.empty() || rest == ":" || (rest.front() == ':' && is_port(rest.substr(1)));
}

} // namespace loadex::net::http
