#include "config/backend_url.hpp"

#include "base/network.hpp"
#include "base/text.hpp"
#include "base/url_parts.hpp"

#include <algorithm>

namespace loadex::config {

namespace {

base::mistake refused(std::string_view why) {
  return {std::string(why) + "; write http://host or http://host:port, or the same with https"};
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

/// The host in the one spelling that the comparison of two URLs needs; empty if it is none.
std::string host_of(const base::authority_parts& authority) {
  if (authority.bracketed)
    return base::ipv6_text(authority.host);
  auto name = base::lower(authority.host);
  return base::address_from(name) || is_host_name(name) ? name : std::string();
}

} // namespace

base::expected<backend_url> backend_url::parse(std::string_view text) {
  const auto scheme_end = text.find("://");
  const auto scheme = base::lower(text.substr(0, scheme_end));
  if (scheme_end == std::string_view::npos)
    return refused("the URL does not start with http:// or https://");
  if (scheme != "http" && scheme != "https")
    return refused("the URL's scheme is neither http nor https");
  const auto url = base::split_url(text);
  if (!url)
    return refused("this is not a URL");
  if (url->has_user_info)
    return refused("a backend's URL takes no user name or password");
  if (url->has_query)
    return refused("a backend's URL takes no query");
  if (url->has_fragment)
    return refused("a backend's URL takes no fragment");
  if (url->authority.host.empty())
    return refused("the URL has no host");

  constexpr std::uint16_t port_of_https = 443;
  backend_url result;
  result.secure_ = scheme == "https";
  if (result.secure_)
    result.port_ = port_of_https;
  result.host_ = host_of(url->authority);
  if (result.host_.empty())
    return refused("the URL's host is neither a name nor an IP address");
  if (url->authority.port)
    result.port_ = url->authority.port_number().value_or(0);
  if (result.port_ == 0)
    return refused("the URL's port is not a number from 1 to 65535");
  if (!url->path.empty() && url->path != "/")
    return refused("a backend's URL takes no path");
  result.text_ = text.substr(0, text.size() - url->path.size());
  return result;
}

std::string backend_url::authority() const {
  const bool is_v6 = host_.find(':') != std::string::npos;
  const auto host = is_v6 ? "[" + host_ + "]" : host_;
  return host + ":" + std::to_string(port_);
}

} // namespace loadex::config
