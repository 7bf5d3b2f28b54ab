#include "net/exchange/context.hpp"

namespace loadex::net::exchange {

using base::reason;

reason failure_of(http::body_piece::kind end) noexcept {
  using kind = http::body_piece::kind;
  switch (end) {
  case kind::malformed:
  case kind::too_large:
    return reason::malformed_request;
  case kind::too_long:
    return reason::body_too_large;
  case kind::cut_off:
    return reason::client_gone;
  default:
    return reason::none;
  }
}

} // namespace loadex::net::exchange
