#include "apps/loadex/cli/traffic/answered_by.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include <optional>
#include <string_view>

namespace loadex::cli {

namespace {

using boost::beast::iequals;

/// What the balancer's own entry in a Proxy-Status header says.
std::optional<std::string> from_proxy_status(std::string_view value) {
  for (const auto& [proxy, parameters] : boost::beast::http::ext_list{value}) {
    if (!iequals(proxy, "loadex"))
      continue;
    std::optional<std::string> found;
    for (const auto& [name, text] : parameters) {
      if (iequals(name, "next-hop"))
        return std::string{text};
      if (iequals(name, "error"))
        found = "loadex";
    }
    return found;
  }
  return std::nullopt;
}

/// The URL in `Response from backend: URL`.
std::optional<std::string> from_body(std::string_view body) {
  constexpr std::string_view greeting = "Response from backend: ";
  if (!body.starts_with(greeting))
    return std::nullopt;
  body.remove_prefix(greeting.size());
  return std::string{body.substr(0, body.find_first_of(" \r\n"))};
}

} // namespace

std::string answered_by(const http_response& response) {
  if (auto backend = from_proxy_status(response.proxy_status))
    return *backend;
  return from_body(response.body).value_or("unknown");
}

} // namespace loadex::cli
