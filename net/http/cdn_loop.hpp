#pragma once

#include "net/http/head.hpp"

#include <string_view>

namespace loadex::net::http {

/// Whether the proxy of that id has forwarded the request before: it is a member of the `CDN-Loop` lines (RFC 8586).
bool was_forwarded_by(std::string_view id, const request_head& head) noexcept;

} // namespace loadex::net::http
