#include "config/backend_url.hpp"

#include "base/text.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <stdexcept>

namespace loadex::config {

namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw std::invalid_argument(why + "; write http://host or http://host:port");
}

void check_scheme(std::string_view text) {
  const auto end = text.find("://");
  const auto scheme = base::lower(text.substr(0, end));
  if (end == std::string_view::npos)
    refuse("the URL does not start with http://");
  if (scheme == "https")
    refuse("https to a backend is not supported");
  if (scheme != "http")
    refuse("the URL's scheme is not http");
}

/// A name that looks like an IPv4 address but is none would be looked up, or read in some old notation: `1.2.3`,
/// `10.0.0.256`.
bool ends_in_number(std::string_view host) {
  const auto last = host.substr(host.find_last_of('.') + 1);
  return !last.empty() && last.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_host_name(std::string_view host) {
  constexpr std::size_t longest = 253;
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  };
  return !host.empty() && host.size() <= longest && !host.starts_with('.') &&
         host.find("..") == std::string_view::npos && std::ranges::all_of(host, allowed) && !ends_in_number(host);
}

/// The host in the one spelling that the comparison of two URLs needs.
std::string host_of(const boost::urls::url_view& url) {
  switch (url.host_type()) {
  case boost::urls::host_type::ipv4:
    return url.host_ipv4_address().to_string();
  case boost::urls::host_type::ipv6:
    return url.host_ipv6_address().to_string();
  default: {
    const auto encoded = url.encoded_host();
    auto name = base::lower({encoded.data(), encoded.size()});
    if (name.empty())
      refuse("the URL has no host");
    if (!is_host_name(name))
      refuse("the URL's host is neither a name nor an IP address");
    return name;
  }
  }
}

/// Boost's own number wraps around beyond 65535, and Boost takes what follows the digits (`:80x`) for a path.
std::uint16_t port_of(const boost::urls::url_view& url) {
  constexpr std::uint16_t http = 80;
  if (!url.has_port())
    return http;
  const auto digits = url.port();
  const auto port = base::number_from<std::uint16_t>({digits.data(), digits.size()});
  const auto path = url.encoded_path();
  if (!port || *port == 0 || (!path.empty() && !path.starts_with('/')))
    refuse("the URL's port is not a number from 1 to 65535");
  return *port;
}

} // namespace

backend_url backend_url::parse(std::string_view text) {
  check_scheme(text);
  const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
  if (!parsed)
    refuse("this is not a URL");
  const auto& url = *parsed;
  if (url.has_userinfo())
    refuse("a backend's URL takes no user name or password");
  if (url.has_query())
    refuse("a backend's URL takes no query");
  if (url.has_fragment())
    refuse("a backend's URL takes no fragment");

  backend_url result;
  result.host_ = host_of(url);
  result.port_ = port_of(url);
  const auto path = url.encoded_path();
  if (!path.empty() && path != "/")
    refuse("a backend's URL takes no path");
  result.text_ = text.substr(0, text.size() - path.size());
  return result;
}

std::string backend_url::authority() const {
  const bool is_v6 = host_.find(':') != std::string::npos;
  const auto host = is_v6 ? "[" + host_ + "]" : host_;
  return host + ":" + std::to_string(port_);
}

} // namespace loadex::config
