#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace loadex::config {

/// Where to listen: an IP address and a port.
struct socket_address {
  std::string address; // IPv6 without brackets
  std::uint16_t port = 0;

  /// Reads `127.0.0.1:9901` or `[::1]:9901`.
  static std::optional<socket_address> parse(std::string_view text);

  /// As `parse` reads it.
  std::string text() const;
};

/// Whether who listens at `a` leaves no room for `b`: the same port of an address that both mean.
bool overlap(const socket_address& a, const socket_address& b);

} // namespace loadex::config
