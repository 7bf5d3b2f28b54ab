#include "config/access_field.hpp"

#include "base/enumerators.hpp"

#include <array>
#include <cstddef>

namespace loadex::config {

namespace {

constexpr std::array<std::string_view, base::enumerators<access_field>()> names{
    "time",          "client",     "method",      "path",       "status",      "bytes_in",   "bytes_out",
    "listener",      "route",      "pool",        "backend",    "attempts",    "queue_ms",   "connect_ms",
    "first_byte_ms", "total_ms",   "reason",      "request_id", "traceparent", "host",       "protocol",
    "referer",       "user_agent", "tls_version", "tls_cipher", "tls_host",    "tls_client",
};

constexpr auto all = [] {
  std::array<access_field, names.size()> each{};
  for (std::size_t i = 0; i < each.size(); ++i)
    each[i] = static_cast<access_field>(i);
  return each;
}();

} // namespace

std::string_view to_string(access_field field) noexcept {
  return names[static_cast<std::size_t>(field)];
}

std::span<const access_field> access_fields() noexcept {
  return all;
}

/// The others repeat what the client says of itself.
std::vector<access_field> usual_access_fields() {
  return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(access_field::host)};
}

} // namespace loadex::config
