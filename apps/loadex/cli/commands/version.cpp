#include "apps/loadex/cli/commands/version.hpp"

#include "apps/loadex/cli/commands/telling.hpp"
#include "apps/loadex/cli/daemon/http_client.hpp"
#include "apps/loadex/cli/terminal/printable.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <string_view>

namespace loadex::cli {

using nlohmann::ordered_json;

namespace {

/// What its metrics say; empty if it has none.
std::string version_of(const daemon_access& daemon) {
  constexpr std::string_view before = "\ngolb_build_info{version=\"";
  http_request request{.target = "/metrics"};
  request.token = daemon.token;
  const auto result = fetch(daemon.url, request, std::chrono::seconds{1});
  if (!succeeded(result))
    return {};
  const auto& page = result.response->body;
  const auto found = page.find(before);
  if (found == std::string::npos)
    return {};
  const auto begin = found + before.size();
  return page.substr(begin, page.find('"', begin) - begin);
}

} // namespace

int show_version(const pool_choice& of) {
  ordered_json versions{{"loadex", LOADEX_VERSION}};
  if (const auto daemon = version_of(of.daemon); !daemon.empty())
    versions["daemon"] = daemon;
  return print(versions, of.format, [&](const ordered_json& it) {
    auto told = fmt::format("loadex {}\n", it.at("loadex").get<std::string>());
    if (it.contains("daemon"))
      told += fmt::format("{} {}\n", of.daemon.url.text(), it.at("daemon").get<std::string>());
    return printable(told);
  });
}

} // namespace loadex::cli
