#include "apps/loadex/config_commands.hpp"

#include "apps/loadex/cli/commands/configuring.hpp"

#include <CLI/Option.hpp>

#include <memory>
#include <string>

namespace loadex::cli {

namespace {

using look = int (*)(const pool_choice&);

void add_about_file(CLI::App& app, action& run, const std::string& name, const std::string& help,
                    const std::string& example, int (*carry_out)(const text_choice&)) {
  const auto given = std::make_shared<text_choice>();
  auto& command = add_command(app, name, help, example);
  command.add_option("file", given->file, "A configuration file; - is what comes on stdin")
      ->type_name("FILE")
      ->required();
  add_daemon(command, *given);
  command.callback([given, carry_out, &run] { run = [given, carry_out] { return carry_out(*given); }; });
}

void add_about_daemon(CLI::App& app, action& run, const std::string& name, const std::string& help,
                      const std::string& example, look carry_out) {
  const auto given = std::make_shared<pool_choice>();
  auto& command = add_command(app, name, help, example);
  add_daemon(command, *given);
  command.callback([given, carry_out, &run] { run = [given, carry_out] { return carry_out(*given); }; });
}

void add_reload(CLI::App& app, action& run) {
  const auto given = std::make_shared<pool_choice>();
  const auto only_looks = std::make_shared<bool>(false);
  auto& command = add_command(app, "reload", "Have the daemon read its configuration file again", "reload");
  command.add_flag("--status", *only_looks, "Only show how the last reload went");
  add_daemon(command, *given);
  command.callback([given, only_looks, &run] {
    run = [given, only_looks] { return *only_looks ? show_reloads(*given) : reload_config(*given); };
  });
}

void add_config(CLI::App& app, action& run) {
  auto& command = add_command(app, "config", "Check a configuration; show or save the one in force", "config show");
  command.require_subcommand(1);
  add_about_file(command, run, "check", "Say whether the daemon would take a configuration file",
                 "config check loadbalancer.conf", check_config);
  add_about_daemon(command, run, "show", "Show the configuration in force", "config show", show_config);
  add_about_daemon(command, run, "save", "Write what was changed while running to the daemon's file", "config save",
                   save_config);
}

} // namespace

void add_config_commands(CLI::App& app, action& run) {
  add_about_file(app, run, "plan", "Show what a configuration file would change", "plan loadbalancer.conf",
                 plan_changes);
  add_config(app, run);
  add_reload(app, run);
  add_about_daemon(app, run, "upgrade",
                   "Have a new process of the daemon's program take over, without a lost connection", "upgrade",
                   upgrade);
}

} // namespace loadex::cli
