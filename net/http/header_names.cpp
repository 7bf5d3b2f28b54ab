#include "net/http/header_names.hpp"

#include "net/http/characters.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <array>
#include <functional>

namespace loadex::net::http {

namespace {

using boost::beast::iequals;

constexpr std::string_view request_id = "X-Request-Id";
constexpr std::string_view loadex_trace = "X-Loadex-Trace";
constexpr std::array<std::string_view, 3> own_names{request_id, loadex_trace, "CDN-Loop"};

constexpr std::array<std::string_view, 6> client_names{
    "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "X-Cluster-Client-IP", "X-Original-Forwarded-For",
};

bool is_named(const header& h, std::string_view name) noexcept {
  return h.known == field::unknown && iequals(h.name, name);
}

} // namespace

bool is_x_forwarded(std::string_view name) noexcept {
  constexpr std::string_view family = "X-Forwarded";
  return iequals(name.substr(0, family.size()), family) && (name.size() == family.size() || name[family.size()] == '-');
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

bool is_disguised(const header& h) {
  switch (h.name.front() | 0x20) { // in lower case
  case 'c':
  case 'k':
  case 'p':
  case 't':
  case 'x':
    return std::ranges::any_of(h.name, [](char c) { return c != '-' && !is_alphanumeric(c); }) &&
           is_ours(as_gateways_read(h.name));
  default: // as none of ours that has a hyphen: most requests are spared the search
    return false;
  }
}

bool is_x_forwarded_for(const header& h) noexcept {
  return is_named(h, "X-Forwarded-For");
}

bool is_x_forwarded_host(const header& h) noexcept {
  return is_named(h, "X-Forwarded-Host");
}

bool is_x_forwarded_proto(const header& h) noexcept {
  return is_named(h, "X-Forwarded-Proto");
}

bool is_x_forwarded_prefix(const header& h) noexcept {
  return is_named(h, "X-Forwarded-Prefix");
}

bool is_x_request_id(const header& h) noexcept {
  return is_named(h, request_id);
}

bool is_x_loadex_trace(const header& h) noexcept {
  return is_named(h, loadex_trace);
}

} // namespace loadex::net::http
