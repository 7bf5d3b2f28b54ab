#include "apps/loadex/everyday_commands.hpp"

#include "apps/loadex/cli/commands/everyday.hpp"

#include <CLI/Error.hpp>
#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>
#include <boost/url/parse.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace loadex::cli {

namespace {

constexpr int most_requests = 10'000'000;
constexpr int most_connections = 10'000;

void add_health(CLI::App& app, action& run) {
  struct arguments {
    daemon_access daemon;
    output_format format = output_format::table;
  };
  const auto given = std::make_shared<arguments>();
  auto& command = add_command(app, "health", "Show which backends are healthy", "health -o json");
  add_daemon(command, given->daemon);
  add_output(command, given->format);
  command.footer(command.get_footer() + "\n\nExit code: 3 if a pool has no healthy backend.");
  command.callback([given, &run] { run = [given] { return show_health(given->daemon, given->format); }; });
}

void add_make_request(CLI::App& app, action& run) {
  struct arguments {
    traffic_plan plan;
    std::chrono::milliseconds duration{10'000};
    output_format format = output_format::table;
  };
  const auto given = std::make_shared<arguments>();
  auto& command = add_command(app, "make-request", "Send GET requests and show which backend answered",
                              "make-request -c 1000 -j 50");
  add_url(command, "-u,--url", given->plan.server, "Where to send them");
  auto* count = command.add_option("-c,--count,--c", given->plan.requests, "How many requests")
                    ->check(CLI::Range(1, most_requests))
                    ->capture_default_str();
  auto* connections =
      command
          .add_option("-j,--concurrency", given->plan.connections, "How many at once, each on a connection of its own")
          ->check(CLI::Range(1, most_connections))
          ->capture_default_str();
  auto* rate =
      command.add_option("--rate", given->plan.rate, "Begin so many a second, whatever becomes of those before")
          ->check(CLI::Range(0.001, 1'000'000.0))
          ->excludes(count);
  add_duration(command, "--duration", given->duration, "How long to do so").needs(rate);
  command.add_option("--path", given->plan.path, "Path and query to ask for")
      ->check([](const std::string& path) {
        return boost::urls::parse_origin_form(path) ? "" : "'" + path + "' is not a path such as /index.html?page=2";
      })
      ->capture_default_str();
  add_duration(command, "--timeout", given->plan.timeout, "Give up on a request after this long");
  add_output(command, given->format);
  command.footer(
      command.get_footer() +
      "\n\nA status of 400 or more, or no answer, is a failure; one failure makes the exit code 1.\n"
      "Ctrl-C stops early and still reports. With --rate a latency counts from when its request was due, and\n"
      "-j is the most at once (10000 if it is left out).");
  command.callback([given, rate, connections, &run] {
    if (!rate->empty()) {
      const auto due = given->plan.rate * std::chrono::duration<double>(given->duration).count();
      if (due > most_requests)
        throw CLI::ValidationError{
            fmt::format("--rate and --duration make {:.0f} requests; at most {}", due, most_requests)};
      given->plan.requests = std::max<std::size_t>(1, static_cast<std::size_t>(due));
      if (connections->empty())
        given->plan.connections = most_connections;
    }
    run = [given] { return make_requests(given->plan, given->format); };
  });
}

void add_add_server(CLI::App& app, action& run) {
  struct arguments {
    daemon_access daemon;
    addition what;
  };
  const auto given = std::make_shared<arguments>();
  auto& command = add_command(app, "add-server", "Add a backend to the running pool",
                              "add-server --target http://localhost:8006 --weight 1 --max-connections 100");
  command.add_option("-t,--target", given->what.url, "The backend, such as http://localhost:8006")
      ->type_name("URL")
      ->required();
  command.add_option("--weight", given->what.weight, "Its share, beside the weights of the others; 1 if left out")
      ->type_name("N");
  command.add_flag("--backup", given->what.backup, "It gets requests only while no other backend is available");
  command.add_option("--max-connections", given->what.max_connections, "The most requests at a time; 0: no limit")
      ->type_name("N");
  add_pool(command, given->what.pool);
  add_daemon(command, given->daemon, "-u,--url,--admin-url");
  command.callback([given, &run] { run = [given] { return add_server(given->daemon, given->what); }; });
}

void add_healthcheck(CLI::App& app, action& run) {
  const auto daemon = std::make_shared<daemon_access>();
  auto& command = add_command(app, "healthcheck", "Exit 0 if the load balancer is ready, for containers",
                              "healthcheck -u http://localhost:9901");
  add_daemon(command, *daemon);
  command.footer(command.get_footer() + "\n\nExit code: 3 if it says that it is not ready, 1 if it says nothing.");
  command.callback([daemon, &run] { run = [daemon] { return check_readiness(*daemon); }; });
}

} // namespace

void add_everyday_commands(CLI::App& app, action& run) {
  add_health(app, run);
  add_make_request(app, run);
  add_add_server(app, run);
  add_healthcheck(app, run);
}

} // namespace loadex::cli
