#include "apps/loadex/refusal.hpp"

#include "apps/loadex/command_tree.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <optional>
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

/// What to say of a word that `app` and its commands do not know.
std::optional<std::string> unknown_word(const CLI::App& app) {
  const auto left = app.remaining(true);
  if (left.empty())
    return std::nullopt;
  const auto& command = innermost(app);
  const auto word = left.front().substr(0, left.front().find('='));
  if (word.starts_with('-'))
    return fmt::format("there is no option '{}'{}", word, base::did_you_mean(word, long_options_of(command)));
  std::vector<std::string> names;
  for (const auto* one : commands_of(command))
    names.push_back(one->get_name());
  if (names.empty())
    return std::nullopt;
  return fmt::format("there is no command '{}'{}", word, base::did_you_mean(word, names));
}

} // namespace

std::string refusal(const CLI::App& app, const CLI::Error& error) {
  return fmt::format("loadex: {}\nTry: {} --help\n", unknown_word(app).value_or(error.what()), name_of(innermost(app)));
}

} // namespace loadex::cli
