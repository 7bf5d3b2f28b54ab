#include "apps/exit_code.hpp"
#include "apps/loadex/cli/commands.hpp"
#include "apps/loadex/options.hpp"
#include "apps/loadex/steering_commands.hpp"
#include "base/text.hpp"

#include <CLI/CLI.hpp>
#include <boost/url/parse.hpp>
#include <fmt/core.h>

#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace loadex;
using namespace loadex::cli;

void add_health(CLI::App& app, action& run) {
  struct arguments {
    server_url daemon;
    output_format format = output_format::table;
  };
  const auto given = std::make_shared<arguments>();
  auto& command = add_command(app, "health", "Show which backends are healthy", "health -o json");
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
  auto& command = add_command(app, "make-request", "Send GET requests and show which backend answered",
                              "make-request -c 1000 -j 50");
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
  command.footer(command.get_footer() +
                 "\n\nA status of 400 or more, or no answer, is a failure; one failure makes the exit code 1.\n"
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
    std::string pool;
  };
  const auto given = std::make_shared<arguments>();
  auto& command =
      add_command(app, "add-server", "Add a backend to the running pool", "add-server --target http://localhost:8006");
  command.add_option("-t,--target", given->target, "The backend, such as http://localhost:8006")
      ->type_name("URL")
      ->required();
  add_pool(command, given->pool);
  add_url(command, "-u,--admin-url", given->daemon, "The load balancer");
  command.callback([given, &run] { run = [given] { return add_server(given->daemon, given->target, given->pool); }; });
}

void add_healthcheck(CLI::App& app, action& run) {
  const auto daemon = std::make_shared<server_url>();
  auto& command = add_command(app, "healthcheck", "Exit 0 if the load balancer is ready, for containers",
                              "healthcheck -u http://localhost:9901");
  add_url(command, "-u,--url", *daemon, "The load balancer");
  command.callback([daemon, &run] { run = [daemon] { return check_readiness(*daemon); }; });
}

/// What to say if the first word is no command of `app`, with the nearest that there is.
std::optional<std::string> unknown_command(const CLI::App& app) {
  const auto left = app.remaining();
  if (!app.get_subcommands().empty() || left.empty() || left.front().starts_with('-'))
    return std::nullopt;
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return fmt::format("there is no command '{}'{}", left.front(), base::did_you_mean(left.front(), names));
}

void describe(CLI::App& app) {
  app.set_version_flag("--version", "loadex " LOADEX_VERSION, "Print the version and exit");
  app.require_subcommand(0, 1); // with none, the whole help says more than an error
  app.failure_message([](const CLI::App* of, const CLI::Error& e) {
    return fmt::format("loadex: {}\nTry: loadex --help\n", unknown_command(*of).value_or(e.what()));
  });
  app.footer("Examples:\n"
             "  loadex health                                       which backends are up\n"
             "  loadex make-request -c 1000 -j 50                   send traffic, see who answers it\n"
             "  loadex add-server --target http://localhost:8006    add a backend while running\n"
             "  loadex drain http://localhost:8006 --wait           take it out, and wait until it is empty\n"
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
  add_steering_commands(app, run);
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
