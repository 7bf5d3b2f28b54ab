#include "config/header_names.hpp"

#include "base/text.hpp"
#include "config/codec.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace loadex::config {

namespace {

constexpr auto of_framing =
    std::to_array<std::string_view>({"content-length", "transfer-encoding", "connection", "keep-alive",
                                     "proxy-connection", "upgrade", "te", "trailer"});
constexpr auto own_of_requests =
    std::to_array<std::string_view>({"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-prefix",
                                     "forwarded", "via", "cdn-loop", "x-request-id", "max-forwards"});
constexpr auto own_of_clients = std::to_array<std::string_view>({"client-cert", "client-cert-chain"});
constexpr auto own_of_responses = std::to_array<std::string_view>({"via", "proxy-status"});

/// The name as gateways to CGI read it, which make the same of Content-Length and Content_Length.
std::string as_gateways_read(std::string_view name) {
  auto text = base::lower(name);
  std::ranges::replace_if(
      text, [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')); }, '-');
  return text;
}

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, as_gateways_read(name)) != names.end();
}

void refuse_own(const std::string& name) {
  refuse(name, "cannot be changed: Loadex writes it itself");
}

/// A header that is nobody's to write but ours, in either direction, is refused.
std::string harmless(std::string_view text) {
  auto name = token_codec{}.parse(text);
  if (is_one_of(name, of_framing))
    refuse(name, "cannot be changed: it says where a message ends, or is of one connection alone");
  if (as_gateways_read(name) == "host")
    refuse(name, "cannot be changed: it says whom the request is for");
  return name;
}

} // namespace

std::string changeable_header(std::string_view text, direction way) {
  auto name = harmless(text);
  const bool is_own = way == direction::request ? is_one_of(name, own_of_requests) || is_one_of(name, own_of_clients)
                                                : is_one_of(name, own_of_responses);
  if (is_own)
    refuse_own(name);
  return name;
}

std::string header_about_client(std::string_view text) {
  auto name = harmless(text);
  if (is_one_of(name, own_of_requests))
    refuse_own(name);
  return name;
}

} // namespace loadex::config
