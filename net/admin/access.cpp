#include "net/admin/access.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <cctype>

namespace loadex::net::admin {

namespace {

bool same_text(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// `host[:port]` without the port and the brackets of IPv6.
std::string_view host_name(std::string_view authority) {
  if (authority.starts_with('['))
    return authority.substr(1, authority.find(']') - 1);
  return authority.substr(0, authority.find(':'));
}

bool is_ours(std::string_view host, const config::admin_settings& settings) {
  boost::system::error_code not_literal;
  boost::asio::ip::make_address(host, not_literal);
  return !not_literal || same_text(host, "localhost") ||
         std::any_of(settings.hosts.begin(), settings.hosts.end(),
                     [&](const std::string& allowed) { return same_text(host, allowed); });
}

/// The same as refusal(), for whoever is at the right address.
std::optional<std::string> objection(const visitor& who, const config::admin_settings& settings) {
  using http::provenance;
  if (who.by.came == provenance::unclear)
    return "This came through a proxy of proxy.trusted-proxies that does not say readably for whom; it must send "
           "X-Forwarded-For with addresses.";
  if (!who.by.allowed)
    return "Your address is not in the networks of [admin] allow.";
  if (who.by.came == provenance::relayed)
    return "This came through another proxy, as HTTP/1.0 or a header that proxies add shows; it must be in "
           "proxy.trusted-proxies and say for whom it asks.";
  if (!is_ours(host_name(who.host), settings))
    return "The Host header is neither an IP address nor localhost nor a name in [admin] hosts.";
  if (!who.origin.empty()) {
    // All that follows the scheme (RFC 6454 section 6.2). Boost.URL reads `127.0.0.1.example.org` as an address with a
    // path.
    const auto scheme = who.origin.find("://");
    if (scheme == std::string_view::npos || !same_text(who.origin.substr(scheme + 3), who.host))
      return "The Origin header names another site; to use this one by another name add it to [admin] hosts.";
  }
  if (!who.fetch_site.empty() && !same_text(who.fetch_site, "same-origin") && !same_text(who.fetch_site, "none"))
    return "The Sec-Fetch-Site header says that another site's page asks.";
  return std::nullopt;
}

} // namespace

std::optional<std::string> refusal(const visitor& who, const config::admin_settings& settings) {
  auto why = objection(who, settings);
  if (why && !settings.listen) // it may be that the path was meant for a backend
    *why +=
        " [admin] listen gives Loadex's own addresses a port of their own, and all paths of this one to the backends.";
  return why;
}

} // namespace loadex::net::admin
