#pragma once

#include "net/http/head.hpp"

#include <string_view>

namespace loadex::net::http {

/// Whether a request with this method, of which `text` is the spelling, may be sent twice: it is registered as
/// idempotent or safe (RFC 9110 section 9.2; IANA's HTTP Method Registry, WebDAV's and QUERY included).
bool is_idempotent(verb method, std::string_view text) noexcept;

} // namespace loadex::net::http
