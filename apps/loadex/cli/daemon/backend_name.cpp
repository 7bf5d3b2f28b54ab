#include "apps/loadex/cli/daemon/backend_name.hpp"

#include "base/network.hpp"
#include "base/text.hpp"
#include "base/url_parts.hpp"

#include <fmt/format.h>

#include <utility>

namespace loadex::cli {

/// None if it is no backend's URL.
std::optional<backend_name::place> backend_name::place_of(std::string_view text) {
  constexpr std::uint16_t of_http = 80;
  constexpr std::uint16_t of_https = 443;
  const auto url = base::split_url(text);
  if (!url || (url->scheme != "http" && url->scheme != "https") || url->authority.host.empty() || url->has_user_info ||
      url->has_query || url->has_fragment || !(url->path.empty() || url->path == "/"))
    return std::nullopt;
  place named{.secure = url->scheme == "https", .host = base::ipv6_text(url->authority.host)};
  if (named.host.empty() && url->authority.bracketed)
    return std::nullopt;
  if (named.host.empty())
    named.host = base::lower(url->authority.host);
  named.port = url->authority.port ? url->authority.port_number().value_or(0) : named.secure ? of_https : of_http;
  return named.port == 0 ? std::nullopt : std::optional(named);
}

base::expected<backend_name> backend_name::parse(std::string_view text) {
  backend_name parsed;
  parsed.text_ = text;
  if (const auto id = base::number_from<std::uint64_t>(text)) {
    parsed.which_ = *id;
    return parsed;
  }
  auto url = place_of(text);
  if (!url)
    return base::mistake{
        fmt::format("'{}' is neither the id of a backend nor its URL; write 2 or http://HOST:PORT", text)};
  parsed.which_ = std::move(*url);
  return parsed;
}

bool backend_name::means(std::uint64_t id, std::string_view url) const {
  if (const auto* wanted = std::get_if<std::uint64_t>(&which_))
    return *wanted == id;
  return place_of(url) == std::get<place>(which_);
}

} // namespace loadex::cli
