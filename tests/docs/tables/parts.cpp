#include "tests/docs/tables/parts.hpp"

#include "actors/health/state.hpp"
#include "config/setting_table.hpp"
#include "config/sites.hpp"
#include "config/snapshot.hpp"
#include "net/admin/route_table.hpp"
#include "observability/events/event.hpp"
#include "observability/metrics/metric_families.hpp"
#include "observability/metrics/request_metrics.hpp"
#include "tests/docs/tables/pages.hpp"
#include "tests/support/e2e/child_process.hpp"
#include "tests/support/e2e/programs.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <sstream>

namespace loadex::tests::docs {

namespace {

using e2e::backend_program;
using e2e::loadbalancer_program;
using e2e::loadex_program;

/// What a command prints that has to succeed.
std::string output_of(std::vector<std::string> command) {
  e2e::child_process process(std::move(command));
  const auto exit_code = process.wait();
  INFO(process.errors());
  REQUIRE(exit_code == 0);
  return process.output();
}

std::string as_picture(std::string text) {
  text.erase(text.find_last_not_of('\n') + 1);
  return "```text\n" + text + "\n```\n";
}

/// `method status` as `method`, `status` in backticks, each with a space before it.
std::string quoted(const std::string& words) {
  std::istringstream all(words);
  std::string result;
  for (std::string word; all >> word;)
    result += (result.empty() ? " `" : ", `") + word + '`';
  return result;
}

std::string metrics() {
  std::string result = "| family | type | labels | meaning |\n|---|---|---|---|\n";
  for (const auto& row : observability::family_table())
    result += fmt::format("| `{}` | {} |{} | {} |\n", row.name, to_string(row.type), quoted(std::string(row.labels)),
                          row.help);
  return result;
}

/// What the labels can be of which that is not said elsewhere.
std::string label_values() {
  const auto row = [](std::string_view label, std::size_t count, auto value) {
    std::string result = fmt::format("| `{}` |", label);
    for (std::size_t i = 0; i < count; ++i)
      result += fmt::format("{} `{}`", i == 0 ? "" : ",", value(i));
    return result + " |\n";
  };
  using namespace observability;
  return "| label | values |\n|---|---|\n" +
         row("method", method_labels.size(), [](std::size_t i) { return method_labels[i]; }) +
         row("state", actors::health::state_count, [](std::size_t i) { return to_string(actors::health::state(i)); }) +
         row("event", event_kind_count, [](std::size_t i) { return to_string(event_kind(i)); });
}

std::string duration_buckets() {
  std::string result = "Buckets of `golb_request_duration_seconds`, in seconds:";
  for (const auto bound : observability::duration_bounds)
    result += fmt::format(" {}", static_cast<double>(bound) / 1e9);
  return result + ".\n";
}

/// The help of the balancer, but for its options that are settings.
std::string loadbalancer_help() {
  auto help = output_of({loadbalancer_program, "--help"});
  const auto begin = help.find("Section [global]:");
  const auto end = help.find("Examples:");
  REQUIRE((begin != std::string::npos && end != std::string::npos));
  return as_picture(help.replace(begin, end - begin, "Section [...]:\n  ...\n\n"));
}

/// The help of a command of loadex, and of those that it has.
std::string help_of(std::vector<std::string> command) {
  auto asked = command;
  asked.emplace_back("--help");
  const auto help = output_of(asked);
  auto result = as_picture(help);
  if (command.size() > 1) {
    command.front() = "loadex";
    result.insert(0, fmt::format("\n`{} --help`:\n\n", fmt::join(command, " ")));
    command.front() = loadex_program;
  }
  bool in_commands = false;
  for (const auto& line : lines(help)) {
    if (in_commands && line.empty())
      break;
    if (in_commands) {
      auto below = command;
      below.push_back(line.substr(2, line.find(' ', 2) - 2));
      result += help_of(below);
    }
    in_commands |= line == "Subcommands:";
  }
  return result;
}

std::string loadex_help() {
  return help_of({loadex_program});
}

std::string backend_help() {
  return as_picture(output_of({backend_program, "--help"}));
}

std::string make_help() {
  return as_picture(output_of({"/usr/bin/env", "make", "--no-print-directory", "-C", SOURCE_TREE, "help"}));
}

std::string lasting() {
  std::string all;
  for (const auto name : config::waiting_for_start())
    all += fmt::format("{}`{}`", all.empty() ? "" : ",\n", name);
  return all + ".\n";
}

std::string layers() {
  return output_of({SOURCE_TREE "/scripts/check-layers", "--markdown"});
}

} // namespace

std::vector<part> parts() {
  return {
      {"settings", config::settings_as_markdown},
      {"listener-keys", config::listener_keys_as_markdown},
      {"tls-keys", config::tls_keys_as_markdown},
      {"route-keys", config::route_keys_as_markdown},
      {"header-change-keys", config::header_change_keys_as_markdown},
      {"pool-keys", config::pool_keys_as_markdown},
      {"backend-keys", config::backend_keys_as_markdown},
      {"addresses", net::admin::routes_as_markdown},
      {"metrics", metrics},
      {"metric-labels", label_values},
      {"duration-buckets", duration_buckets},
      {"loadbalancer-help", loadbalancer_help},
      {"loadex-help", loadex_help},
      {"backend-help", backend_help},
      {"make-help", make_help},
      {"lasting", lasting},
      {"layers", layers},
  };
}

} // namespace loadex::tests::docs
