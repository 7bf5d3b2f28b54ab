#include "apps/loadex/insight_commands.hpp"

#include "apps/loadex/cli/commands/insight.hpp"
#include "apps/loadex/cli/commands/since.hpp"
#include "apps/loadex/cli/top/top.hpp"

#include <CLI/Error.hpp>
#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>

#include <memory>
#include <string>

namespace loadex::cli {

namespace {

/// An option whose value becomes a part of the imagined request.
void add_part(CLI::App& command, imagined_request& request, const std::string& name, const std::string& type,
              const std::string& help, const std::string& separator = {}) {
  const auto assign = [&request, name, type, separator](const std::string& value) {
    if (value.find(separator) == std::string::npos)
      throw CLI::ValidationError{"'" + value + "' is no " + name + "; write " + type};
    request.parts.emplace_back(name, value);
  };
  command.add_option_function<std::string>("--" + name, assign, help)->type_name(type);
}

void add_explain(CLI::App& app, action& run) {
  const auto given = std::make_shared<imagined_request>();
  auto& command = add_command(app, "explain", "Say where a request would go, and why",
                              "explain --path /index.html --client 192.0.2.7");
  add_part(command, *given, "client", "ADDRESS", "The client's address");
  add_part(command, *given, "method", "METHOD", "The method");
  add_part(command, *given, "host", "HOST", "The host that it asks for");
  add_part(command, *given, "path", "PATH", "Path and query");
  add_part(command, *given, "header", "NAME:VALUE", "A header", ":");
  add_part(command, *given, "cookie", "NAME=VALUE", "A cookie", "=");
  add_pool(command, given->pool, "The pool; needed if listeners send it to different ones, or to none");
  add_daemon(command, *given);
  command.callback([given, &run] { run = [given] { return explain_choice(*given); }; });
}

void add_events(CLI::App& app, action& run) {
  const auto given = std::make_shared<event_choice>();
  auto& command = add_command(app, "events", "Show what has changed, by whom and why", "events --since 10m --follow");
  command.add_flag("-f,--follow", given->follow, "Go on with those to come, until Ctrl-C");
  command.add_option("--since", given->since, "Begin so long ago (30s, 10m, 2h, 1d), or after the event of this id")
      ->check([](const std::string& text) {
        const auto read = point_in_events::parse(text);
        return read ? std::string{} : read.error();
      })
      ->type_name("AGO|ID");
  add_pool(command, given->pool, "Only those of this pool");
  add_daemon(command, *given);
  command.footer(command.get_footer() + "\n\nWithout --since all that are kept are shown, with --follow only those to "
                                        "come. Its JSON is one event a line.");
  command.callback([given, &run] { run = [given] { return show_events(*given); }; });
}

void add_stats(CLI::App& app, action& run) {
  const auto given = std::make_shared<stats_choice>();
  auto& command = add_command(app, "stats", "Show the traffic of the last minute", "stats --seconds 300");
  command.add_option("--seconds", given->seconds, "How far to look back")
      ->check(CLI::Range(1, 900))
      ->capture_default_str();
  add_pool(command, given->pool, "Only the traffic of this pool");
  add_daemon(command, *given);
  command.footer(command.get_footer() +
                 "\n\nREQ/S and percentiles are of the newest second, or the newest in which there was a request.");
  command.callback([given, &run] { run = [given] { return show_stats(*given); }; });
}

void add_listing(CLI::App& app, action& run, const std::string& name, const std::string& help,
                 int (*carry_out)(const pool_choice&)) {
  const auto given = std::make_shared<pool_choice>();
  auto& command = add_command(app, name, help, name);
  add_daemon(command, *given);
  command.callback([given, carry_out, &run] { run = [given, carry_out] { return carry_out(*given); }; });
}

void add_top(CLI::App& app, action& run) {
  const auto given = std::make_shared<pool_choice>();
  auto& command = add_command(app, "top", "Watch backends and their traffic, full-screen", "top");
  add_pool(command, given->pool, "Only those of this pool");
  add_daemon(command, given->daemon);
  command.footer(command.get_footer() + "\n\nThe key h shows what the other keys do. Where stdout is no terminal, one "
                                        "table is printed.");
  command.callback([given, &run] { run = [given] { return watch_top(*given); }; });
}

} // namespace

void add_insight_commands(CLI::App& app, action& run) {
  add_top(app, run);
  add_stats(app, run);
  add_events(app, run);
  add_explain(app, run);
  add_listing(app, run, "routes", "Show the routes and how many requests each has taken", show_routes);
  add_listing(app, run, "listeners", "Show where Loadex listens", show_listeners);
  add_listing(app, run, "certs", "Show the certificates of the listeners, and when they end", show_certificates);
}

} // namespace loadex::cli
