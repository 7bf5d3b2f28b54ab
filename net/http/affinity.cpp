#include "net/http/affinity.hpp"

#include "net/http/balancing_key.hpp"

#include <array>
#include <charconv>

namespace loadex::net::http {

namespace {

constexpr int hexadecimal = 16;

std::uint64_t tag_from(std::string_view text) {
  std::uint64_t tag = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, tag, hexadecimal);
  return error == std::errc{} && stop == end ? tag : 0;
}

} // namespace

std::uint64_t affinity_of(const request_head& head, const config::balancing_settings& settings,
                          const actors::balancing::plan& now) {
  if (settings.sticky_cookie.empty())
    return 0;
  std::uint64_t first = 0;
  for (const auto value : cookie_values(head, settings.sticky_cookie)) {
    const auto tag = tag_from(value);
    if (now.tagged(tag))
      return tag;
    first = first != 0 ? first : tag;
  }
  return first;
}

std::string affinity_cookie(std::uint64_t tag, const config::balancing_settings& settings) {
  if (settings.sticky_cookie.empty())
    return {};
  std::array<char, hexadecimal> digits{}; // of 64 bits
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), tag, hexadecimal);
  auto cookie = settings.sticky_cookie + "=" + std::string(digits.data(), end);
  return settings.sticky_attributes.empty() ? cookie : cookie + "; " + settings.sticky_attributes;
}

} // namespace loadex::net::http
