#include "net/affinity.hpp"

#include "net/http1/balancing_key.hpp"

#include <array>
#include <charconv>

namespace loadex::net {

namespace {

constexpr int hexadecimal = 16;

} // namespace

std::uint64_t affinity_of(const http1::request_head& head, const config::balancing_settings& settings) {
  if (settings.sticky_cookie.empty())
    return 0;
  const auto value = http1::cookie_value(head, settings.sticky_cookie);
  if (!value)
    return 0;
  std::uint64_t tag = 0;
  const auto* end = value->data() + value->size();
  const auto [stop, error] = std::from_chars(value->data(), end, tag, hexadecimal);
  return error == std::errc{} && stop == end ? tag : 0;
}

std::string affinity_cookie(std::uint64_t tag, const config::balancing_settings& settings) {
  if (settings.sticky_cookie.empty())
    return {};
  std::array<char, hexadecimal> digits{}; // of 64 bits
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), tag, hexadecimal);
  auto cookie = settings.sticky_cookie + "=" + std::string(digits.data(), end);
  return settings.sticky_attributes.empty() ? cookie : cookie + "; " + settings.sticky_attributes;
}

} // namespace loadex::net
