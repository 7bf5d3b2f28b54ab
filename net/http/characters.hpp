#pragma once

#include <string_view>

/// Character classes of HTTP (RFC 9110 section 5.6), free of locales.
namespace loadex::net::http {

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

constexpr bool is_alphanumeric(char c) noexcept {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// What a token, such as a header's name, is made of.
constexpr bool is_token_character(char c) noexcept {
  return is_alphanumeric(c) || (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}

/// What a header's value is made of: tab, space, visible characters and the bytes above ASCII (obs-text).
constexpr bool is_text(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return c == '\t' || (byte >= 0x20 && byte != 0x7f);
}

} // namespace loadex::net::http
