#pragma once

#include "base/enumerators.hpp"

#include <cstddef>
#include <string_view>

namespace loadex::base {

/// Why something failed. One word for each, the same in the log, the metrics, the error body and `Proxy-Status`.
enum class reason {
  none,
  // reaching a backend
  dns_failed,
  connect_refused,
  connect_timeout,
  connect_failed,
  tls_failed,
  certificate_invalid,
  loop,
  // talking to it
  reset,
  response_timeout,
  malformed_response,
  response_too_large,
  status_unexpected,
  body_unexpected,
  // choosing one
  no_backend,
  queue_full,
  queue_timeout,
  retry_budget,
  attempts_exhausted,
  body_not_held,
  not_idempotent,
  // the client's side
  client_gone,
  client_stalled,
  header_timeout,
  idle_timeout,
  malformed_request,
  uri_too_long,
  head_too_large,
  body_timeout,
  body_too_large,
  version_unsupported,
  method_unsupported,
  loop_detected,
  misdirected,
  not_allowed,
  no_route,
  bad_proxy_header,
  handshake_failed,
  plain_http,
  unexpected_tls,
  too_many_requests,
  too_many_connections,
  // ours
  no_descriptors,
  shutting_down,
};

/// How many there are: for tables by reason.
inline constexpr std::size_t reason_count = enumerators<reason>();

/// The reason's word, such as `connect_refused`.
std::string_view to_string(reason why) noexcept;

/// One sentence for people: what happened.
std::string_view sentence(reason why) noexcept;

} // namespace loadex::base
