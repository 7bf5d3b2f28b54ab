#pragma once

#include "base/reason.hpp"

namespace loadex::net::upstream {

/// Whether the failure says something about the backend, and not about us or the client.
constexpr bool blames_backend(base::reason why) noexcept {
  using base::reason;
  switch (why) {
  case reason::connect_refused:
  case reason::connect_timeout:
  case reason::connect_failed:
  case reason::tls_failed:
  case reason::certificate_invalid:
  case reason::reset:
  case reason::response_timeout:
  case reason::idle_timeout:
  case reason::malformed_response:
  case reason::status_unexpected:
    return true;
  default:
    return false;
  }
}

} // namespace loadex::net::upstream
