#include "apps/loadex/unknown_word.hpp"

#include "base/text.hpp"

#include <CLI/Option.hpp>
#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace loadex::cli {

namespace {

/// The command that was chosen, in it the command that was, and so on.
const CLI::App& innermost(const CLI::App& app) {
  const auto* chosen = &app;
  while (!chosen->get_subcommands().empty())
    chosen = chosen->get_subcommands().front();
  return *chosen;
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); }))
    names.push_back(command->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto* option : command.get_options())
    for (const auto& name : option->get_lnames())
      names.push_back("--" + name);
  return names;
}

} // namespace

std::optional<std::string> unknown_word(const CLI::App& app) {
  const auto left = app.remaining(true);
  if (left.empty())
    return std::nullopt;
  const auto& command = innermost(app);
  const auto word = left.front().substr(0, left.front().find('='));
  if (word.starts_with('-'))
    return fmt::format("there is no option '{}'{}", word, base::did_you_mean(word, options_of(command)));
  const auto names = commands_of(command);
  if (names.empty())
    return std::nullopt;
  return fmt::format("there is no command '{}'{}", word, base::did_you_mean(word, names));
}

} // namespace loadex::cli
