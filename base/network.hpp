#pragma once

#include "base/expected.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::base {

/// An IP address as 16 bytes; IPv4 is held in its IPv6-mapped form, so that both compare alike.
using address_bytes = std::array<std::uint8_t, 16>;

/// The address that `text` writes: IPv4, or IPv6 without brackets.
std::optional<address_bytes> address_from(std::string_view text);

/// An IPv6 address in the spelling of RFC 5952; empty if `text`, without brackets, is none.
std::string ipv6_text(std::string_view text);

/// A range of addresses in CIDR notation, such as `10.0.0.0/8`, `::1` or `fd00::/8`.
class network {
public:
  /// Parses an address with an optional prefix length. A mistake says what is wrong and what is allowed.
  static expected<network> parse(std::string_view text);

  bool contains(const address_bytes& address) const noexcept;

  /// As it was written.
  const std::string& text() const noexcept { return text_; }

private:
  address_bytes base_{};
  unsigned prefix_ = 0; // bits, of 128
  std::string text_;
};

/// Whether any of `networks` contains `address`.
bool contains(const std::vector<network>& networks, const address_bytes& address) noexcept;

} // namespace loadex::base
