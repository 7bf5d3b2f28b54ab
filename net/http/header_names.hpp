#pragma once

#include "net/http/head.hpp"

#include <boost/beast/core/string.hpp>

#include <string>
#include <string_view>

/// Headers that a proxy treats apart.
namespace loadex::net::http {

/// Whether a header of this name stops here (RFC 9110 section 7.6.1), whatever `Connection` says.
constexpr bool is_hop_by_hop(field name) noexcept {
  switch (name) {
  case field::connection:
  case field::proxy_connection:
  case field::keep_alive:
  case field::te:
  case field::trailer:
  case field::transfer_encoding:
  case field::upgrade:
  case field::proxy_authorization:
    return true;
  default:
    return false;
  }
}

/// Whether the name is `X-Forwarded` or begins with `X-Forwarded-`: what a proxy in front of us says of the client.
bool is_x_forwarded(std::string_view name) noexcept;

/// Whether a proxy might say by this name who its client is, instead of by X-Forwarded-For.
bool names_client(std::string_view name) noexcept;

/// Whether we write, interpret or strip headers of this name, so that those behind us rely on it.
bool is_ours(std::string_view name) noexcept;

/// `name` with a hyphen for each character that is no letter or digit. Gateways to CGI and its heirs make all of them
/// one: to an application `X_Request_Id` is `X-Request-Id`.
std::string as_gateways_read(std::string_view name);

/// Whether the name begins as one of an unknown header that a proxy treats apart: most requests are spared the search.
constexpr bool may_be_special(std::string_view name) noexcept {
  switch (name.front() | 0x20) { // in lower case
  case 'c':
  case 'k':
  case 'p':
  case 't':
  case 'x':
    return true;
  default:
    return false;
  }
}

/// Whether an unknown header would pass for one of ours at such a gateway without being one, such as `Content_Length`.
bool is_disguised(const header& h);

/// Whether it is the header of that name, for which Beast has no number. Asked of every header: nearly all have another
/// length, and of the others nearly all are spelled alike.
inline bool is_named(const header& h, std::string_view name) noexcept {
  return h.name.size() == name.size() && h.known == field::unknown &&
         (h.name == name || boost::beast::iequals(h.name, name));
}

inline bool is_x_forwarded_for(const header& h) noexcept {
  return is_named(h, "X-Forwarded-For");
}
inline bool is_x_forwarded_host(const header& h) noexcept {
  return is_named(h, "X-Forwarded-Host");
}
inline bool is_x_forwarded_proto(const header& h) noexcept {
  return is_named(h, "X-Forwarded-Proto");
}
inline bool is_x_forwarded_prefix(const header& h) noexcept {
  return is_named(h, "X-Forwarded-Prefix");
}
inline bool is_x_request_id(const header& h) noexcept {
  return is_named(h, "X-Request-Id");
}
inline bool is_x_loadex_trace(const header& h) noexcept {
  return is_named(h, "X-Loadex-Trace");
}

/// What a proxy in front of us says of its client's certificate (RFC 9440).
inline bool is_client_cert(const header& h) noexcept {
  return is_named(h, "Client-Cert") || is_named(h, "Client-Cert-Chain");
}

/// Whether an application behind a gateway to CGI would take the one name for the other.
bool are_alike(std::string_view name, std::string_view other) noexcept;

/// Who has forwarded the request so far (RFC 8586).
inline bool is_cdn_loop(const header& h) noexcept {
  return is_named(h, "CDN-Loop");
}

} // namespace loadex::net::http
