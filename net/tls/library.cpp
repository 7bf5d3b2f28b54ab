#include "net/tls/library.hpp"

#include <openssl/err.h>

#include <cstring>

namespace loadex::net::tls {

std::string latest_problem() {
  const auto code = ERR_peek_error(); // the first is the cause of the others
  ERR_clear_error();
  if (code == 0)
    return "unknown";
  if (ERR_SYSTEM_ERROR(code))
    return std::strerror(ERR_GET_REASON(code));
  const auto* const reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "error " + std::to_string(code);
}

} // namespace loadex::net::tls
