#include "apps/loadex/cli/daemon/server_url.hpp"

#include "base/network.hpp"
#include "base/url_parts.hpp"

#include <fmt/format.h>

#include <sys/un.h>

namespace loadex::cli {

namespace {

constexpr std::string_view local = "unix:";

} // namespace

base::expected<server_url> server_url::parse(std::string_view text) {
  if (text.starts_with(local))
    return parse_socket(text.substr(local.size()));
  const auto url = base::split_url(text);
  if (!url || (url->scheme != "http" && url->scheme != "https") || url->authority.host.empty() || url->has_user_info ||
      url->has_query || url->has_fragment || !(url->path.empty() || url->path == "/") ||
      (url->authority.bracketed && base::ipv6_text(url->authority.host).empty()))
    return base::mistake{fmt::format(
        "'{}' is not the address of a server; write http://HOST:PORT, https://HOST:PORT or unix:/PATH", text)};

  server_url parsed;
  parsed.host_ = url->authority.host;
  parsed.authority_ = url->authority.text;
  parsed.secure_ = url->scheme == "https";
  if (parsed.secure_)
    parsed.port_ = 443;
  if (url->authority.port)
    parsed.port_ = url->authority.port_number().value_or(0);
  if (parsed.port_ == 0)
    return base::mistake{fmt::format("'{}' is not a port; allowed: 1 to 65535", *url->authority.port)};
  return parsed;
}

base::expected<server_url> server_url::parse_socket(std::string_view path) {
  constexpr auto longest = sizeof(sockaddr_un::sun_path) - 1;
  if (path.empty() || path.front() != '/' || path.size() > longest || path.find('\0') != std::string_view::npos)
    return base::mistake{
        fmt::format("'{}' is not the path of a socket; write unix:/PATH, of {} bytes at most", path, longest)};
  server_url parsed;
  parsed.host_ = parsed.authority_ = "localhost";
  parsed.socket_ = path;
  return parsed;
}

} // namespace loadex::cli
