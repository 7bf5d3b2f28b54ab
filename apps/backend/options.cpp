#include "apps/backend/options.hpp"

#include "apps/exit_code.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::backend {

namespace {

/// The arguments, last first as CLI11 takes them, with long options of one dash (`-port`) given their second one.
std::vector<std::string> normalised_arguments(const CLI::App& app, int argc, const char* const* argv) {
  std::vector<std::string> arguments;
  for (int i = argc - 1; i > 0; --i) {
    std::string argument = argv[i];
    const auto name = std::string_view{argument}.substr(0, argument.find('='));
    if (name.size() > 2 && name[1] != '-' && app.get_option_no_throw("-" + std::string{name}))
      argument.insert(0, "-");
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

} // namespace

options read_command_line(int argc, const char* const* argv) {
  options chosen;
  unsigned delay_ms = 0;

  CLI::App app{"Demo server: answers every request with its own address, and makes trouble when asked.", "backend"};
  app.add_option("-p,--port", chosen.port, "Port to listen on; 0 takes any free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  app.add_option("--delay", delay_ms, "Wait before each answer, such as 50ms or 2s (default 0)")
      ->transform(CLI::AsNumberWithUnit(std::map<std::string, unsigned>{{"ms", 1}, {"s", 1000}},
                                        CLI::AsNumberWithUnit::CASE_SENSITIVE, "ms|s"));
  app.add_option("--failure-rate", chosen.failure_rate, "Share of answers that are 500, from 0 to 1")
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--status", chosen.status, "Status of every answer")
      ->check(CLI::Range(200, 599))
      ->capture_default_str();
  app.footer("GET /health answers 200 OK whatever the switches say; change it while running with\n"
             "  curl -X POST 'http://localhost:8001/health?status=503'");
  app.failure_message([](const CLI::App*, const CLI::Error& e) { return fmt::format("backend: {}\n", e.what()); });

  try {
    app.parse(normalised_arguments(app, argc, argv));
  } catch (const CLI::ParseError& e) {
    std::exit(app.exit(e) == 0 ? exit_ok : exit_usage);
  }
  chosen.delay = std::chrono::milliseconds{delay_ms};
  return chosen;
}

} // namespace loadex::backend
