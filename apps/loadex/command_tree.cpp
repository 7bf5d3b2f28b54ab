#include "apps/loadex/command_tree.hpp"

#include <CLI/Option.hpp>

namespace loadex::cli {

std::vector<const CLI::App*> commands_of(const CLI::App& command) {
  return command.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<std::string> long_options_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto* option : command.get_options())
    for (const auto& name : option->get_lnames())
      names.push_back("--" + name);
  return names;
}

std::string name_of(const CLI::App& command, std::string_view between) {
  const auto* above = command.get_parent();
  return (above == nullptr ? std::string{} : name_of(*above, between).append(between)) + command.get_name();
}

} // namespace loadex::cli
