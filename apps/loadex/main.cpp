#include "apps/exit_code.hpp"
#include "apps/loadex/cli/commands.hpp"

#include <CLI/CLI.hpp>
#include <boost/url/parse.hpp>
#include <fmt/core.h>

#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace {

using namespace loadex;
using namespace loadex::cli;

/// What the chosen command does; its result is the exit code.
using action = std::function<int()>;

constexpr auto default_url = "http://localhost:8080";

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

void add_health(CLI::App& app, action& run) {
  struct arguments {
    server_url daemon;
    output_format format = output_format::table;
  };
  const auto given = std::make_shared<arguments>();
  auto& command = *app.add_subcommand("health", "Show which backends are healthy");
  add_url(command, "-u,--url", given->daemon, "The load balancer");
  add_output(command, given->format);
  command.callback([given, &run] { run = [given] { return show_health(given->daemon, given->format); }; });
}

void add_make_request(CLI::App& app, action& run) {
  struct arguments {
    traffic_plan plan;
    unsigned timeout_ms = 30'000;
    output_format format = output_format::table;
  };
  const auto given = std::make_shared<arguments>();
  auto& command = *app.add_subcommand("make-request", "Send GET requests and show which backend answered");
  add_url(command, "-u,--url", given->plan.server, "Where to send them");
  command.add_option("-c,--count,--c", given->plan.requests, "How many requests")
      ->check(CLI::Range(1, 10'000'000))
      ->capture_default_str();
  command.add_option("-j,--concurrency", given->plan.connections, "How many at once, each on a connection of its own")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  command.add_option("--path", given->plan.path, "Path and query to ask for")
      ->check([](const std::string& path) {
        return boost::urls::parse_origin_form(path) ? "" : "'" + path + "' is not a path such as /index.html?page=2";
      })
      ->capture_default_str();
  command.add_option("--timeout", given->timeout_ms, "Give up on a request after this long, such as 500ms or 30s")
      ->transform(CLI::AsNumberWithUnit(std::map<std::string, unsigned>{{"ms", 1}, {"s", 1000}},
                                        CLI::AsNumberWithUnit::CASE_SENSITIVE, "ms|s"))
      ->default_str("30s");
  add_output(command, given->format);
  command.footer("A status of 400 or more, or no answer, is a failure; one failure makes the exit code 1.\n"
                 "Ctrl-C stops early and still reports.");
  command.callback([given, &run] {
    given->plan.timeout = std::chrono::milliseconds{given->timeout_ms};
    run = [given] { return make_requests(given->plan, given->format); };
  });
}

void add_add_server(CLI::App& app, action& run) {
  struct arguments {
    server_url daemon;
    std::string target;
  };
  const auto given = std::make_shared<arguments>();
  auto& command = *app.add_subcommand("add-server", "Add a backend to the running pool");
  command.add_option("-t,--target", given->target, "The backend, such as http://localhost:8006")
      ->type_name("URL")
      ->required();
  add_url(command, "-u,--admin-url", given->daemon, "The load balancer");
  command.callback([given, &run] { run = [given] { return add_server(given->daemon, given->target); }; });
}

void add_healthcheck(CLI::App& app, action& run) {
  const auto daemon = std::make_shared<server_url>();
  auto& command = *app.add_subcommand("healthcheck", "Exit 0 if the load balancer is ready, for containers");
  add_url(command, "-u,--url", *daemon, "The load balancer");
  command.callback([daemon, &run] { run = [daemon] { return check_readiness(*daemon); }; });
}

void describe(CLI::App& app) {
  app.set_version_flag("--version", "loadex " LOADEX_VERSION, "Print the version and exit");
  app.require_subcommand(0, 1); // with none, the whole help says more than an error
  app.failure_message(
      [](const CLI::App*, const CLI::Error& e) { return fmt::format("loadex: {}\nTry: loadex --help\n", e.what()); });
  app.footer("Examples:\n"
             "  loadex health                                       which backends are up\n"
             "  loadex make-request -c 1000 -j 50                   send traffic, see who answers it\n"
             "  loadex add-server --target http://localhost:8006    add a backend while running\n"
             "  loadex health -u http://10.0.0.5:8080 -o json       another balancer, for a program\n\n"
             "Exit code: 0 all went well, 1 something failed, 2 the command line is wrong.\n"
             "LOADEX_URL names the balancer for every command; NO_COLOR turns colours off.");
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"See and steer a Loadex load balancer.", "loadex"};
  action run;
  add_health(app, run);
  add_make_request(app, run);
  add_add_server(app, run);
  add_healthcheck(app, run);
  describe(app); // after its commands, which would inherit the footer
  try {
    app.parse(argc, argv);
    if (run)
      return run();
    fmt::print(stderr, "{}", app.help());
    return exit_usage;
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? exit_ok : exit_usage;
  } catch (const std::exception& e) {
    fmt::print(stderr, "loadex: {}\n", e.what());
    return exit_failed;
  }
}
