#include "apps/loadex/cli/commands/configuring.hpp"

#include "apps/exit_code.hpp"
#include "apps/loadex/cli/commands/telling.hpp"
#include "apps/loadex/cli/daemon/complaint.hpp"
#include "apps/loadex/cli/terminal/printable.hpp"
#include "apps/loadex/cli/terminal/terminal.hpp"
#include "apps/loadex/cli/text/plan_text.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace loadex::cli {

namespace {

using nlohmann::ordered_json;
using answer = base::expected<ordered_json>;

constexpr std::chrono::seconds long_patience{60}; // a large configuration is read, checked and compared

base::expected<std::string> text_in(const std::string& file) {
  const auto close = [](std::FILE* opened) { std::fclose(opened); };
  const std::unique_ptr<std::FILE, decltype(close)> opened{file == "-" ? nullptr : std::fopen(file.c_str(), "re"),
                                                           close};
  auto* from = file == "-" ? stdin : opened.get();
  std::string text;
  std::string piece(64 * 1024, '\0');
  while (from != nullptr && std::feof(from) == 0 && std::ferror(from) == 0)
    text.append(piece, 0, std::fread(piece.data(), 1, piece.size(), from));
  if (from == nullptr || std::ferror(from) != 0)
    return base::mistake{fmt::format("'{}' cannot be read: {}", file, std::strerror(errno))};
  return text;
}

answer planned(const text_choice& which) {
  const auto text = text_in(which.file);
  if (!text)
    return base::mistake{text.error()};
  auto request = as_request({.method = http_method::post, .path = {"config", "plan"}}, which.daemon.token);
  request.text = *text;
  return read_answer(which.daemon.url, fetch(which.daemon.url, request, long_patience));
}

http_result config_in_force(const daemon_access& daemon) {
  auto request = as_request({.path = {"config"}}, daemon.token);
  request.accept = "text/plain";
  return fetch(daemon.url, request, long_patience);
}

} // namespace

int plan_changes(const text_choice& which) {
  return guarded(which.daemon, [&] {
    const auto plan = planned(which);
    if (!plan)
      return fail(plan.error());
    return print(*plan, which.format, [](const ordered_json& it) { return plan_text(it, wants_colours(stdout)); });
  });
}

int check_config(const text_choice& which) {
  return guarded(which.daemon, [&] {
    const auto plan = planned(which);
    if (!plan)
      return fail(plan.error());
    return print(*plan, which.format, [&](const ordered_json&) {
      return fmt::format("{} is in order\n", which.file == "-" ? "it" : which.file);
    });
  });
}

int show_config(const pool_choice& of) {
  return guarded(of.daemon, [&] {
    const auto result = config_in_force(of.daemon);
    if (!succeeded(result))
      return fail(complaint(of.daemon.url, result));
    const auto& response = *result.response;
    return print({{"etag", response.etag}, {"config", response.body}}, of.format,
                 [](const ordered_json& it) { return printable(it.at("config").get<std::string>()); });
  });
}

int save_config(const pool_choice& of) {
  return guarded(of.daemon, [&] {
    const auto seen = config_in_force(of.daemon);
    if (!succeeded(seen))
      return fail(complaint(of.daemon.url, seen));
    auto request = as_request({.method = http_method::post, .path = {"config", "save"}}, of.daemon.token);
    request.if_match = seen.response->etag;
    const auto said = read_answer(of.daemon.url, fetch(of.daemon.url, request, long_patience));
    return said ? print(*said, of.format, saved_text) : fail(said.error());
  });
}

int reload_config(const pool_choice& of) {
  return guarded(of.daemon, [&] {
    const auto said = ask(of.daemon, {.method = http_method::post, .path = {"reload"}}, long_patience);
    return said ? print(*said, of.format, reload_text) : fail(said.error());
  });
}

int upgrade(const pool_choice& of) {
  return guarded(of.daemon, [&] {
    constexpr std::chrono::minutes time_to_take_over{2}; // the new process probes all backends first
    const auto said = ask(of.daemon, {.method = http_method::post, .path = {"upgrade"}}, time_to_take_over);
    return said ? print(*said, of.format, upgrade_text) : fail(said.error());
  });
}

int show_reloads(const pool_choice& of) {
  return guarded(of.daemon, [&] {
    const auto said = ask(of.daemon, {.path = {"reload"}});
    return said ? print(*said, of.format, reload_state_text) : fail(said.error());
  });
}

} // namespace loadex::cli
