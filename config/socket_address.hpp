#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

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

/// A socket in the file system.
struct unix_address {
  std::string path; // absolute

  /// Reads `unix:/run/loadex/admin.sock`.
  static std::optional<unix_address> parse(std::string_view text);

  /// As `parse` reads it.
  std::string text() const { return "unix:" + path; }
};

/// Where Loadex's own addresses may be.
using admin_address = std::variant<socket_address, unix_address>;

/// Whether who listens at `a` leaves no room for `b`: the same port of an address that both mean.
bool overlap(const socket_address& a, const socket_address& b);

} // namespace loadex::config
