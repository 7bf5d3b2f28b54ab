#include "apps/loadex/options.hpp"

#include "apps/loadex/cli/commands/choice.hpp"
#include "apps/loadex/cli/daemon/token.hpp"

#include <CLI/Error.hpp>
#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>

#include <cstdint>
#include <cstdlib>
#include <map>
#include <utility>

namespace loadex::cli {

namespace {

constexpr auto default_url = "http://localhost:8080";

} // namespace

CLI::App& add_command(CLI::App& app, const std::string& name, const std::string& help, const std::string& example) {
  auto& command = *app.add_subcommand(name, help);
  command.footer("Example:\n  loadex " + example);
  return command;
}

daemon_access usual_daemon() {
  daemon_access daemon{.url = server_url::parse(default_url).value()};
  if (const char* url = std::getenv("LOADEX_URL"); url != nullptr)
    if (const auto parsed = server_url::parse(url))
      daemon.url = *parsed;
  if (const char* ca = std::getenv("LOADEX_CA"); ca != nullptr)
    daemon.url.trust(ca);
  if (const char* token = std::getenv("LOADEX_TOKEN"); token != nullptr)
    if (const auto parsed = token_from(token))
      daemon.token = *parsed;
  return daemon;
}

void add_url(CLI::App& command, const std::string& flags, server_url& url, const std::string& help) {
  url = server_url::parse(default_url).value();
  const auto assign = [&url](const std::string& text) {
    const auto parsed = server_url::parse(text);
    if (!parsed)
      throw CLI::ValidationError{parsed.error()};
    auto ca = url.ca();
    url = *parsed;
    url.trust(std::move(ca));
  };
  command.add_option_function<std::string>(flags, assign, help)
      ->envname("LOADEX_URL")
      ->type_name("URL")
      ->default_str(default_url);
  command
      .add_option_function<std::string>(
          "--ca", [&url](const std::string& file) { url.trust(file); },
          "Of https: the file of those who may have issued its certificate, if this machine does not trust them")
      ->envname("LOADEX_CA")
      ->type_name("FILE");
}

void add_daemon(CLI::App& command, daemon_access& daemon, const std::string& flags) {
  add_url(command, flags, daemon.url, "The load balancer, or unix:/PATH of its admin socket");
  const auto assign = [&daemon](const base::expected<std::string>& token) {
    if (!token)
      throw CLI::ValidationError{token.error()};
    daemon.token = *token;
  };
  auto* file = command.add_option_function<std::string>(
      "--token-file", [assign](const std::string& path) { assign(token_in_file(path)); },
      "The file of the token, if it is not LOADEX_TOKEN");
  file->type_name("FILE");
  command.parse_complete_callback([assign, file] {
    const char* token = std::getenv("LOADEX_TOKEN");
    if (file->empty() && token != nullptr && *token != '\0')
      assign(token_from(token));
  });
}

void add_output(CLI::App& command, output_format& format) {
  const auto assign = [&format](const std::string& name) {
    format = name == "json" ? output_format::json : output_format::table;
  };
  command.add_option_function<std::string>("-o,--output", assign, "How to print the result")
      ->check(CLI::IsMember({"table", "json"}).description(""))
      ->type_name("table|json")
      ->default_str("table");
}

void add_daemon(CLI::App& command, pool_choice& of) {
  add_daemon(command, of.daemon);
  add_output(command, of.format);
}

CLI::Option& add_duration(CLI::App& command, const std::string& flags, std::chrono::milliseconds& to,
                          const std::string& help) {
  const std::map<std::string, std::int64_t> units{
      {"ms", 1}, {"s", 1000}, {"min", 60'000}, {"m", 60'000}, {"h", 3'600'000}};
  constexpr auto how =
      CLI::AsNumberWithUnit::Options(CLI::AsNumberWithUnit::CASE_SENSITIVE | CLI::AsNumberWithUnit::UNIT_REQUIRED);
  const auto assign = [&to](const std::int64_t& milliseconds) { to = std::chrono::milliseconds{milliseconds}; };
  const auto text =
      to.count() % 1000 == 0 ? std::to_string(to.count() / 1000) + "s" : std::to_string(to.count()) + "ms";
  auto* option = command.add_option_function<std::int64_t>(flags, assign, help)
                     ->transform(CLI::AsNumberWithUnit(units, how).description(""))
                     ->check(CLI::Range(std::int64_t{0}, std::int64_t{86'400'000}).description(""))
                     ->type_name("DURATION")
                     ->default_str(text);
  return *option;
}

void add_pool(CLI::App& command, std::string& pool, const std::string& help) {
  command.add_option("--pool", pool, help)->type_name("NAME");
}

} // namespace loadex::cli
