#include "net/admin/access.hpp"

#include "base/text.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <cctype>
#include <utility>

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

/// Why somebody without a token does not count as one of ours.
std::optional<std::string> doubt(const http::standing& by) {
  using http::provenance;
  if (by.came == provenance::unclear)
    return "This came through a proxy of proxy.trusted-proxies that does not say readably for whom; it must send "
           "X-Forwarded-For with addresses.";
  if (!by.allowed)
    return "Your address is not in the networks of [admin] allow.";
  if (by.came == provenance::relayed)
    return "This came through another proxy, as HTTP/1.0 or a header that proxies add shows; it must be in "
           "proxy.trusted-proxies and say for whom it asks.";
  return std::nullopt;
}

/// Why this may be another site's page.
std::optional<std::string> suspicion(const visitor& who, const config::admin_settings& settings) {
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

/// The same as refusal(), for whoever is at the right address.
std::optional<no_entry> objection(const visitor& who, const config::admin_settings& settings) {
  const bool has_tokens = settings.token.is_set() || settings.read_token.is_set();
  if (who.shown == credential::none)
    if (auto why = doubt(who.by))
      return no_entry{has_tokens ? 401u : 403u, *why + (has_tokens ? " A token of [admin] would open this." : "")};
  if (auto why = suspicion(who, settings))
    return no_entry{403, std::move(*why)};
  if (who.shown == credential::wrong)
    return no_entry{401, "The token is none of [admin] token and read-token."};
  if (who.changes && who.shown == credential::read)
    return no_entry{403, "The token is that of [admin] read-token, which changes nothing."};
  if (who.changes && who.shown == credential::none && settings.token.is_set())
    return no_entry{401, "What changes something needs the token of [admin] token."};
  return std::nullopt;
}

} // namespace

credential credential_in(std::string_view authorization, const config::admin_settings& settings) noexcept {
  constexpr std::string_view scheme = "Bearer ";
  if (!settings.token.is_set() && !settings.read_token.is_set())
    return credential::none;
  if (!same_text(authorization.substr(0, scheme.size()), scheme))
    return credential::none;
  const auto token = base::trim(authorization.substr(scheme.size()));
  const bool is_full = settings.token.is(token);
  const bool is_read = settings.read_token.is(token);
  return is_full ? credential::full : is_read ? credential::read : credential::wrong;
}

std::string name_of(const visitor& who) {
  if (who.user)
    return "socket uid " + std::to_string(*who.user);
  switch (who.shown) {
  case credential::full:
    return "admin token";
  case credential::read:
    return "read token";
  case credential::none:
  case credential::wrong:
    break;
  }
  return "no token";
}

std::optional<no_entry> refusal(const visitor& who, const config::admin_settings& settings) {
  if (who.user)
    return std::nullopt;
  auto refused = objection(who, settings);
  const bool is_about_tokens = refused && (refused->status == 401 || who.shown == credential::read);
  if (refused && !is_about_tokens && !settings.listen) // it may be that the path was meant for a backend
    refused->why +=
        " [admin] listen gives Loadex's own addresses a port of their own, and all paths of this one to the backends.";
  return refused;
}

} // namespace loadex::net::admin
