#include "apps/loadex/shell_commands.hpp"

#include "apps/exit_code.hpp"
#include "apps/loadex/cli/commands/completion_script.hpp"
#include "apps/loadex/cli/commands/version.hpp"
#include "apps/loadex/completion.hpp"
#include "apps/loadex/man_page.hpp"

#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>
#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::cli {

namespace {

void add_version(CLI::App& app, action& run) {
  const auto given = std::make_shared<pool_choice>();
  auto& command = add_command(app, "version", "Show the version, and the balancer's if it is there", "version");
  add_daemon(command, *given);
  command.callback([given, &run] { run = [given] { return show_version(*given); }; });
}

void add_completion(CLI::App& app, action& run) {
  const auto shell = std::make_shared<std::string>();
  auto& command = add_command(app, "completion", "Print what has a shell complete commands and backends",
                              "completion bash >/etc/bash_completion.d/loadex");
  command.add_option("shell", *shell, "Which shell")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}).description(""))
      ->type_name("bash|zsh|fish")
      ->required();
  command.callback([shell, &run] {
    run = [shell] {
      fmt::print("{}", completion_script(*shell));
      return int{exit_ok};
    };
  });
}

int write_manual(const CLI::App& app, const std::filesystem::path& folder) {
  const auto unwritten = manual::write(pages_of(app), folder);
  return unwritten ? fail(fmt::format("{} cannot be written", unwritten->string())) : int{exit_ok};
}

} // namespace

void add_shell_commands(CLI::App& app, action& run) {
  add_version(app, run);
  add_completion(app, run);
}

std::optional<int> run_hidden_command(const CLI::App& app, int argc, char** argv) {
  const std::vector<std::string> words{argv + 1, argv + argc};
  if (words.size() > 1 && words.front() == "__complete") {
    for (const auto& word : complete(app, {words.begin() + 1, words.end()}))
      fmt::print("{}\n", word);
    return exit_ok;
  }
  if (words.size() == 2 && words.front() == "__man")
    return write_manual(app, words.back());
  return std::nullopt;
}

} // namespace loadex::cli
