#include "apps/loadex/cli/daemon/backend_name.hpp"

#include "base/network.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace loadex::cli {

namespace {

/// The one spelling of a host.
std::string host_of(const server_url& url) {
  const auto address = base::ipv6_text(url.host());
  return address.empty() ? base::lower(url.host()) : address;
}

} // namespace

base::expected<backend_name> backend_name::parse(std::string_view text) {
  backend_name parsed;
  parsed.text_ = text;
  if (const auto id = base::number_from<std::uint64_t>(text)) {
    parsed.which_ = *id;
    return parsed;
  }
  const auto url = server_url::parse(text);
  if (!url || !url->socket().empty())
    return base::mistake{
        fmt::format("'{}' is neither the id of a backend nor its URL; write 2 or http://HOST:PORT", text)};
  parsed.which_ = *url;
  return parsed;
}

bool backend_name::means(std::uint64_t id, std::string_view url) const {
  if (const auto* wanted = std::get_if<std::uint64_t>(&which_))
    return *wanted == id;
  const auto& wanted = std::get<server_url>(which_);
  const auto there = server_url::parse(url);
  return there && host_of(*there) == host_of(wanted) && there->port() == wanted.port();
}

} // namespace loadex::cli
