#pragma once

#include "net/http1/head.hpp"

#include <boost/beast/core/string.hpp>

#include <string_view>

/// Headers that a proxy treats apart.
namespace loadex::net::http1 {

/// Whether a header of this name stops here (RFC 9110 section 7.6.1), whatever `Connection` says.
bool is_hop_by_hop(boost::beast::http::field name) noexcept;

/// Whether the name begins with `X-Forwarded-`: what a proxy in front of us says of the client.
bool is_x_forwarded(std::string_view name) noexcept;

bool is_x_forwarded_for(const header& h) noexcept;
bool is_x_forwarded_host(const header& h) noexcept;
bool is_x_forwarded_proto(const header& h) noexcept;
bool is_x_request_id(const header& h) noexcept;

/// Who has forwarded the request so far (RFC 8586). Asked of every header: nearly all have another length.
inline bool is_cdn_loop(const header& h) noexcept {
  constexpr std::string_view name = "CDN-Loop";
  return h.name.size() == name.size() && h.known == boost::beast::http::field::unknown &&
         boost::beast::iequals(h.name, name);
}

} // namespace loadex::net::http1
