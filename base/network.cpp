#include "base/network.hpp"

#include "base/text.hpp"

#include <arpa/inet.h>

#include <algorithm>

namespace loadex::base {

namespace {

constexpr unsigned mapped_bits = 96; // of an IPv4 address in IPv6-mapped form
constexpr unsigned all_bits = 128;

/// Whether byte `i` of an address under a prefix of `prefix` bits counts whole, in part or not at all: the bits that
/// do.
std::uint8_t mask(unsigned prefix, std::size_t i) {
  const auto bits = std::clamp(static_cast<int>(prefix) - static_cast<int>(8 * i), 0, 8);
  return static_cast<std::uint8_t>(0xff00 >> bits);
}

mistake refused(std::string_view text, std::string_view why) {
  return {"\"" + std::string(text) + "\" " + std::string(why)};
}

} // namespace

std::optional<address_bytes> address_from(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.size() >= terminated.size() || text.find('\0') != std::string_view::npos)
    return std::nullopt;
  text.copy(terminated.data(), text.size());

  address_bytes bytes{};
  if (inet_pton(AF_INET6, terminated.data(), bytes.data()) == 1)
    return bytes;
  bytes = {};
  bytes[10] = bytes[11] = 0xff; // the mapped form's mark, before the four bytes of IPv4
  if (inet_pton(AF_INET, terminated.data(), bytes.data() + mapped_bits / 8) == 1)
    return bytes;
  return std::nullopt;
}

std::string ipv6_text(std::string_view text) {
  const auto bytes = text.find(':') == std::string_view::npos ? std::nullopt : address_from(text);
  std::array<char, INET6_ADDRSTRLEN> spelled{};
  return bytes ? inet_ntop(AF_INET6, bytes->data(), spelled.data(), spelled.size()) : std::string();
}

expected<network> network::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = address_from(text.substr(0, slash));
  if (!address)
    return refused(
        text, "is not a network; write an IP address, or one with a prefix length, such as 10.0.0.0/8 or fd00::/8");
  const bool is_v6 = text.substr(0, slash).find(':') != std::string_view::npos;
  const unsigned longest = is_v6 ? all_bits : all_bits - mapped_bits;
  auto length = std::optional(longest);
  if (slash != std::string_view::npos)
    length = number_from<unsigned>(text.substr(slash + 1));
  if (!length || *length > longest)
    return refused(text,
                   "has a wrong prefix length; write a number from 0 to " + std::to_string(longest) + " after the /");

  network result;
  result.base_ = *address;
  result.prefix_ = is_v6 ? *length : mapped_bits + *length;
  result.text_ = text;
  return result;
}

bool network::contains(const address_bytes& address) const noexcept {
  for (std::size_t i = 0; i < address.size(); ++i)
    if ((address[i] ^ base_[i]) & mask(prefix_, i))
      return false;
  return true;
}

bool contains(const std::vector<network>& networks, const address_bytes& address) noexcept {
  return std::ranges::any_of(networks, [&](const network& n) { return n.contains(address); });
}

} // namespace loadex::base
