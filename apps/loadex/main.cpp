#include "apps/exit_code.hpp"
#include "apps/loadex/cli/terminal/output.hpp"
#include "apps/loadex/config_commands.hpp"
#include "apps/loadex/everyday_commands.hpp"
#include "apps/loadex/insight_commands.hpp"
#include "apps/loadex/refusal.hpp"
#include "apps/loadex/shell_commands.hpp"
#include "apps/loadex/steering_commands.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <cstdio>
#include <exception>

namespace {

using namespace loadex;
using namespace loadex::cli;

void describe(CLI::App& app) {
  app.set_version_flag("--version", "loadex " LOADEX_VERSION, "Print the version and exit");
  app.require_subcommand(0, 1); // with none, the whole help says more than an error
  app.failure_message([](const CLI::App* of, const CLI::Error& e) { return refusal(*of, e); });
  app.footer(
      "Examples:\n"
      "  loadex health                                       which backends are up\n"
      "  loadex make-request -c 1000 -j 50                   send traffic, see who answers it\n"
      "  loadex add-server --target http://localhost:8006    add a backend while running\n"
      "  loadex drain http://localhost:8006 --wait           take it out, and wait until it is empty\n"
      "  loadex top                                          watch backends and their traffic\n"
      "  loadex explain --path /index.html                   where a request would go, and why\n"
      "  loadex plan loadbalancer.conf                       what a changed file would change\n"
      "  loadex health -u http://10.0.0.5:8080 -o json       another balancer, for a program\n\n"
      "Exit code: 0 all went well, 1 something failed, 2 the command line is wrong, 3 what it asked about is not\n"
      "well. LOADEX_URL names the balancer for every command, LOADEX_TOKEN is its token, LOADEX_CA the file of who\n"
      "may have issued its certificate; NO_COLOR turns colours off.");
}

/// The exit code of a command that had that one, once stdout has taken what it printed.
int all_written(int code) {
  return std::fflush(stdout) == 0 ? code : fail("stdout does not take what there is to say");
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"See and steer a Loadex load balancer.", "loadex"};
  action run;
  add_everyday_commands(app, run);
  add_steering_commands(app, run);
  add_insight_commands(app, run);
  add_config_commands(app, run);
  add_shell_commands(app, run);
  describe(app); // after its commands, which would inherit the footer
  try {
    if (const auto code = run_hidden_command(app, argc, argv))
      return *code;
    app.parse(argc, argv);
    if (run)
      return all_written(run());
    fmt::print(stderr, "{}", app.help());
    return exit_usage;
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? exit_ok : exit_usage;
  } catch (const std::exception& e) {
    fmt::print(stderr, "loadex: {}\n", e.what());
    return exit_failed;
  }
}
