#include "apps/loadex/cli/commands/version.hpp"

#include "apps/loadex/cli/commands/telling.hpp"
#include "apps/loadex/cli/daemon/http_client.hpp"
#include "apps/loadex/cli/terminal/printable.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace loadex::cli {

using nlohmann::ordered_json;

namespace {

/// Its metrics, which say it; empty if it has none.
std::string metrics_of(const daemon_access& daemon) {
  http_request request{.target = "/metrics"};
  request.token = daemon.token;
  auto result = fetch(daemon.url, request, std::chrono::seconds{1});
  return succeeded(result) ? std::move(result.response->body) : std::string();
}

/// What stands in a page behind `before`, as far as `end`; empty if that is not there.
std::string text_behind(std::string_view before, char end, const std::string& page) {
  const auto found = page.find(before);
  if (found == std::string::npos)
    return {};
  const auto begin = found + before.size();
  return page.substr(begin, page.find(end, begin) - begin);
}

/// What carries the bytes of its workers; empty if it does not say.
std::string io_of(const std::string& page) {
  for (const auto* io : {"ring", "poll"})
    if (const auto workers = text_behind(fmt::format("\ngolb_workers{{io=\"{}\"}} ", io), '\n', page);
        !workers.empty() && workers != "0")
      return io;
  return {};
}

} // namespace

int show_version(const pool_choice& of) {
  ordered_json versions{{"loadex", LOADEX_VERSION}};
  const auto page = metrics_of(of.daemon);
  if (const auto daemon = text_behind("\ngolb_build_info{version=\"", '"', page); !daemon.empty())
    versions["daemon"] = daemon;
  if (const auto io = io_of(page); !io.empty())
    versions["io"] = io;
  return print(versions, of.format, [&](const ordered_json& it) {
    auto told = fmt::format("loadex {}\n", it.at("loadex").get<std::string>());
    if (it.contains("daemon"))
      told += fmt::format("{} {}{}\n", of.daemon.url.text(), it.at("daemon").get<std::string>(),
                          it.contains("io") ? fmt::format(", io={}", it.at("io").get<std::string>()) : "");
    return printable(told);
  });
}

} // namespace loadex::cli
