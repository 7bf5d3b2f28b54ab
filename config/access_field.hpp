#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace loadex::config {

/// What a line of the access log can say of a request.
enum class access_field {
  time,
  client,
  method,
  path,
  status,
  bytes_in,
  bytes_out,
  listener,
  route,
  pool,
  backend,
  attempts,
  queue_ms,
  connect_ms,
  first_byte_ms,
  total_ms,
  reason,
  request_id,
  traceparent,
  host,
  protocol,
  referer,
  user_agent,
  tls_version,
  tls_cipher,
  tls_host,
  tls_client,
};

/// Its name in a line, and in the file.
std::string_view to_string(access_field field) noexcept;

/// All of them, in their order.
std::span<const access_field> access_fields() noexcept;

/// Those that a line has unless told otherwise.
std::vector<access_field> usual_access_fields();

} // namespace loadex::config
