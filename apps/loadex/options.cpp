#include "apps/loadex/options.hpp"

#include <CLI/Error.hpp>
#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>

namespace loadex::cli {

namespace {

constexpr auto default_url = "http://localhost:8080";

} // namespace

CLI::App& add_command(CLI::App& app, const std::string& name, const std::string& help, const std::string& example) {
  auto& command = *app.add_subcommand(name, help);
  command.footer("Example:\n  loadex " + example);
  return command;
}

void add_url(CLI::App& command, const std::string& flags, server_url& url, const std::string& help) {
  url = server_url::parse(default_url).value();
  const auto assign = [&url](const std::string& text) {
    const auto parsed = server_url::parse(text);
    if (!parsed)
      throw CLI::ValidationError{parsed.error()};
    url = *parsed;
  };
  command.add_option_function<std::string>(flags, assign, help)
      ->envname("LOADEX_URL")
      ->type_name("URL")
      ->default_str(default_url);
}

void add_output(CLI::App& command, output_format& format) {
  const auto assign = [&format](const std::string& name) {
    format = name == "json" ? output_format::json : output_format::table;
  };
  command.add_option_function<std::string>("-o,--output", assign, "How to print the result")
      ->check(CLI::IsMember({"table", "json"}))
      ->type_name("")
      ->default_str("table");
}

void add_pool(CLI::App& command, std::string& pool, const std::string& help) {
  command.add_option("--pool", pool, help)->type_name("NAME");
}

} // namespace loadex::cli
