#include "apps/loadex/cli/server_url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace loadex::cli {

namespace {

/// Boost.URL's own `port_number` wraps around above 65535.
std::uint16_t port_from(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() || port == 0)
    throw std::invalid_argument{fmt::format("'{}' is not a port; allowed: 1 to 65535", digits)};
  return port;
}

} // namespace

server_url server_url::parse(std::string_view text) {
  const auto url = boost::urls::parse_uri(text);
  if (!url || url->scheme() != "http" || url->encoded_host().empty() || url->has_userinfo() || url->has_query() ||
      url->has_fragment() || !(url->encoded_path().empty() || url->encoded_path() == "/"))
    throw std::invalid_argument{fmt::format("'{}' is not the address of a server; write http://HOST:PORT", text)};

  server_url parsed;
  parsed.host_ = url->host_address();
  parsed.authority_ = url->encoded_host_and_port();
  if (url->has_port())
    parsed.port_ = port_from(url->port());
  return parsed;
}

} // namespace loadex::cli
