#include "apps/loadex/cli/version.hpp"

#include "apps/loadex/cli/printable.hpp"
#include "apps/loadex/cli/telling.hpp"

#include <fmt/format.h>

namespace loadex::cli {

namespace {

using nlohmann::ordered_json;

/// What the description of its API says; empty if it has none.
std::string version_of(const daemon_access& daemon) {
  auto request = as_request({}, daemon.token);
  request.target = "/openapi.json";
  const auto described = read_answer(daemon.url, fetch(daemon.url, request, std::chrono::seconds{1}));
  if (!described || !described->is_object() || !described->contains("info"))
    return {};
  const auto& info = described->at("info");
  return info.is_object() && info.contains("version") && info.at("version").is_string() ? info.at("version") : "";
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
