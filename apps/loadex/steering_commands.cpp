#include "apps/loadex/steering_commands.hpp"

#include "apps/loadex/cli/commands/steering.hpp"

#include <CLI/Error.hpp>
#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace loadex::cli {

namespace {

void add_backend(CLI::App& command, backend_choice& which) {
  const auto assign = [&which](const std::string& text) {
    const auto parsed = backend_name::parse(text);
    if (!parsed)
      throw CLI::ValidationError{parsed.error()};
    which.backend = *parsed;
  };
  command.add_option_function<std::string>("backend", assign, "The backend, by its id or URL")
      ->type_name("ID|URL")
      ->required();
  add_pool(command, which.pool);
}

void add_drain(CLI::App& command, drain_choice& which) {
  command.add_flag("--wait", which.waits, "Wait until it is empty; exit 1 if requests are left at the deadline");
  add_duration(command, "--deadline", which.deadline, "How long its requests have to end");
}

void add_pools(CLI::App& app, action& run) {
  const auto given = std::make_shared<pool_choice>();
  auto& command = add_command(app, "pools", "Show the pools", "pools");
  add_daemon(command, *given);
  command.callback([given, &run] { run = [given] { return show_pools(given->daemon, given->format); }; });
}

void add_backends(CLI::App& app, action& run) {
  const auto given = std::make_shared<pool_choice>();
  const auto state = std::make_shared<std::string>();
  auto& command = add_command(app, "backends", "Show the backends and how each is", "backends --state unhealthy");
  add_pool(command, given->pool, "Only those of this pool");
  command.add_option("--state", *state, "Only those that are healthy, unhealthy, draining, ...")->type_name("STATE");
  add_daemon(command, *given);
  command.callback([given, state, &run] { run = [given, state] { return show_backends(*given, *state); }; });
}

void add_algo(CLI::App& app, action& run) {
  const auto given = std::make_shared<pool_choice>();
  const auto name = std::make_shared<std::string>();
  auto& command = add_command(app, "algo", "Switch a pool's algorithm", "algo leastconnection");
  command.add_option("algorithm", *name, "Its name")->type_name("ALGORITHM")->required();
  add_pool(command, given->pool);
  add_daemon(command, *given);
  command.callback([given, name, &run] { run = [given, name] { return change_algorithm(*given, *name); }; });
}

void add_weight(CLI::App& app, action& run) {
  const auto given = std::make_shared<backend_choice>();
  const auto weight = std::make_shared<std::int64_t>();
  auto& command = add_command(app, "weight", "Change a backend's weight", "weight http://localhost:8002 3");
  add_backend(command, *given);
  command.add_option("weight", *weight, "Its share, beside the weights of the others")->type_name("N")->required();
  add_daemon(command, *given);
  command.callback([given, weight, &run] { run = [given, weight] { return change_weight(*given, *weight); }; });
}

void add_switch(CLI::App& app, action& run, const std::string& name, const std::string& help,
                int (*carry_out)(const backend_choice&), const std::string& more = {}) {
  const auto given = std::make_shared<backend_choice>();
  auto& command = add_command(app, name, help, name + " http://localhost:8002");
  command.footer(command.get_footer() + more);
  add_backend(command, *given);
  add_daemon(command, *given);
  command.callback([given, carry_out, &run] { run = [given, carry_out] { return carry_out(*given); }; });
}

void add_emptying(CLI::App& app, action& run, const std::string& name, const std::string& help,
                  int (*carry_out)(const drain_choice&)) {
  const auto given = std::make_shared<drain_choice>();
  auto& command = add_command(app, name, help, name + " http://localhost:8002 --wait --deadline 2min");
  add_backend(command, *given);
  add_drain(command, *given);
  add_daemon(command, *given);
  command.callback([given, carry_out, &run] { run = [given, carry_out] { return carry_out(*given); }; });
}

} // namespace

void add_steering_commands(CLI::App& app, action& run) {
  add_pools(app, run);
  add_backends(app, run);
  add_emptying(app, run, "remove-server", "Remove a backend from the pool, once it is drained", remove_backend);
  add_emptying(app, run, "drain", "Take a backend out: no new requests, those it has may end", drain_backend);
  add_switch(app, run, "enable", "Put a backend back into service", enable_backend);
  add_switch(app, run, "disable", "Take a backend out at once: no new requests", disable_backend);
  add_switch(app, run, "probe", "Probe a backend now", probe_backend,
             "\n\nThe verdict counts as that of any probe. Exit code 3 if the backend fails it.");
  add_weight(app, run);
  add_algo(app, run);
}

} // namespace loadex::cli
