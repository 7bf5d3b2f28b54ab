#include "net/http/header_names.hpp"

#include "net/http/character_set.hpp"
#include "net/http/characters.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <array>
#include <functional>

namespace loadex::net::http {

namespace {

using boost::beast::iequals;

constexpr std::array<std::string_view, 5> own_names{
    "X-Request-Id", "X-Loadex-Trace", "CDN-Loop", "Client-Cert", "Client-Cert-Chain",
};

constexpr std::array<std::string_view, 6> client_names{
    "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "X-Cluster-Client-IP", "X-Original-Forwarded-For",
};

static_assert(std::ranges::all_of(own_names, may_be_special) && std::ranges::all_of(client_names, may_be_special));

/// What our own names are made of.
constexpr character_set plain_characters([](char c) { return c == '-' || is_alphanumeric(c); });

} // namespace

bool is_x_forwarded(std::string_view name) noexcept {
  constexpr std::string_view family = "X-Forwarded";
  const auto size = family.size();
  return name.size() >= size && (name.size() == size || name[size] == '-') && iequals(name.substr(0, size), family);
}

bool names_client(std::string_view name) noexcept {
  return std::ranges::any_of(client_names, [&](auto one) { return iequals(name, one); });
}

bool is_ours(std::string_view name) noexcept {
  switch (const auto known = boost::beast::http::string_to_field(name)) {
  case field::unknown:
    return is_x_forwarded(name) || std::ranges::any_of(own_names, [&](auto own) { return iequals(name, own); });
  case field::host:
  case field::content_length:
  case field::forwarded:
  case field::via:
    return true;
  default:
    return is_hop_by_hop(known);
  }
}

std::string as_gateways_read(std::string_view name) {
  std::string read(name);
  std::ranges::replace_if(read, std::not_fn(is_alphanumeric), '-');
  return read;
}

bool are_alike(std::string_view name, std::string_view other) noexcept {
  return std::ranges::equal(name, other, [](char a, char b) {
    constexpr char lower = 0x20; // letters differ by this bit, digits have it
    return is_alphanumeric(a) ? (a | lower) == (b | lower) : !is_alphanumeric(b);
  });
}

bool is_disguised(const header& h) {
  return may_be_special(h.name) && !plain_characters.has_all(h.name) && is_ours(as_gateways_read(h.name));
}

} // namespace loadex::net::http
