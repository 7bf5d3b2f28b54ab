#pragma once

#include <string_view>

namespace loadex::net::http {

/// Whether an Authorization, or one of the challenges in a WWW-Authenticate or Proxy-Authenticate (RFC 9110 section
/// 11.6), names NTLM or Negotiate: schemes that log in a connection and not a request (RFC 4559), so that whoever uses
/// the connection next is taken for the same user.
bool binds_connection(std::string_view value) noexcept;

} // namespace loadex::net::http
