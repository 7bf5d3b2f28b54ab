#pragma once

#include "base/network.hpp"

#include <cstdint>
#include <cstring>

namespace loadex::net::limits {

/// What counts as one client: an IPv4 address, or the 64 bit network of an IPv6 address, since whoever has one address
/// of it has all of them.
inline std::uint64_t client_key(const base::address_bytes& address) noexcept {
  constexpr base::address_bytes mapping{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const bool is_ipv4 = std::memcmp(address.data(), mapping.data(), 12) == 0;
  std::uint64_t key = 0;
  std::memcpy(&key, address.data() + (is_ipv4 ? 8 : 0), sizeof key);
  return key;
}

} // namespace loadex::net::limits
