#pragma once

#include "net/http/head.hpp"

#include <optional>
#include <string_view>

namespace loadex::net::http {

/// A request target taken apart (RFC 9112 section 3.2).
struct request_target {
  std::string_view authority; // of an absolute form, else empty
  std::string_view path;      // path and query, or `*`; begins with `?` if an absolute form has a query but no path
};

/// Reads an origin form, an absolute form with http or https, or the `*` of OPTIONS; nothing if it is none of them.
std::optional<request_target> read_target(std::string_view text, verb method);

/// Whether `text` is `host[:port]` as a Host header has it, an IPv6 address in brackets.
bool is_authority(std::string_view text) noexcept;

} // namespace loadex::net::http
