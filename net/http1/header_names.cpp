#include "net/http1/header_names.hpp"

#include <boost/beast/core/string.hpp>

namespace loadex::net::http1 {

namespace {

using boost::beast::http::field;

bool is_named(const header& h, std::string_view name) noexcept {
  return h.known == field::unknown && boost::beast::iequals(h.name, name);
}

} // namespace

bool is_hop_by_hop(boost::beast::http::field name) noexcept {
  switch (name) {
  case field::connection:
  case field::proxy_connection:
  case field::keep_alive:
  case field::te:
  case field::trailer:
  case field::transfer_encoding:
  case field::upgrade:
  case field::proxy_authorization:
    return true;
  default:
    return false;
  }
}

bool is_x_forwarded(std::string_view name) noexcept {
  constexpr std::string_view prefix = "X-Forwarded-";
  return boost::beast::iequals(name.substr(0, prefix.size()), prefix);
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

bool is_x_request_id(const header& h) noexcept {
  return is_named(h, "X-Request-Id");
}

} // namespace loadex::net::http1
