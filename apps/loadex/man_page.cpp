#include "apps/loadex/man_page.hpp"

#include "apps/loadex/command_tree.hpp"

#include <CLI/Option.hpp>
#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace loadex::cli {

namespace {

using manual::bold;
using manual::escaped;
using manual::italic;
using manual::man_page;

/// `URL`, or `{table,json}`: of CLI11's type and conditions the type, or what is left if there is none.
std::string type_of(const CLI::Option& option) {
  const auto type = option.get_type_name();
  return type.substr(type.starts_with(':') ? 1 : 0, type.starts_with(':') ? type.npos : type.find(':'));
}

std::string option_entry(const CLI::Option& option) {
  std::string names;
  const auto add = [&](const std::string& name) { names += (names.empty() ? "" : ", ") + bold(name); };
  for (const auto& name : option.get_snames())
    add("-" + name);
  for (const auto& name : option.get_lnames())
    add("--" + name);
  if (option.get_positional())
    names = italic(option.get_name(true, false));
  else if (option.get_items_expected_min() > 0)
    names += " " + italic(type_of(option));
  auto entry = fmt::format(".TP\n{}\n{}.\n", names, escaped(option.get_description()));
  if (!option.get_default_str().empty())
    entry += escaped(fmt::format("Without it: {}.\n", option.get_default_str()));
  if (!option.get_envname().empty())
    entry += escaped(fmt::format("Also by the variable {} of the environment.\n", option.get_envname()));
  return entry;
}

std::string options_section(const CLI::App& command, bool arguments) {
  std::string entries;
  for (const auto* option : command.get_options())
    if (option->get_positional() == arguments)
      entries += option_entry(*option);
  return entries.empty() ? entries : (arguments ? ".SH ARGUMENTS\n" : ".SH OPTIONS\n") + entries;
}

std::string commands_section(const CLI::App& command) {
  std::string entries;
  for (const auto* one : commands_of(command))
    entries += fmt::format(".TP\n{}(1)\n{}.\n", bold(name_of(*one, "-")), escaped(one->get_description()));
  return entries.empty() ? entries : ".SH COMMANDS\n" + entries;
}

/// The help's footer: examples, and paragraphs.
std::string footer_sections(std::string footer) {
  std::string examples;
  std::string notes;
  while (!footer.empty()) {
    const auto end = footer.find("\n\n");
    const auto paragraph = footer.substr(0, end);
    footer.erase(0, end == std::string::npos ? end : end + 2);
    if (paragraph.starts_with("Example"))
      examples += fmt::format(".SH EXAMPLES\n.nf\n{}\n.fi\n", escaped(paragraph.substr(paragraph.find('\n') + 1)));
    else if (!paragraph.empty())
      notes += fmt::format("{}{}\n", notes.empty() ? ".SH NOTES\n" : ".PP\n", escaped(paragraph));
  }
  return notes + examples;
}

std::string usage(const CLI::App& command) {
  auto text = bold(name_of(command));
  if (!commands_of(command).empty())
    text += " " + italic("COMMAND");
  text += " [" + italic("OPTIONS") + "]";
  for (const auto* option : command.get_options())
    if (option->get_positional())
      text += " " + italic(option->get_name(true, false));
  return text;
}

man_page page_of(const CLI::App& command) {
  const auto name = name_of(command, "-");
  auto text = fmt::format(".TH {} 1 \"\" \"loadex {}\" \"Loadex\"\n", escaped(name), LOADEX_VERSION);
  text += fmt::format(".SH NAME\n{} \\- {}\n", escaped(name), escaped(command.get_description()));
  text += fmt::format(".SH SYNOPSIS\n{}\n", usage(command));
  text += commands_section(command) + options_section(command, true) + options_section(command, false);
  text += footer_sections(command.get_footer());
  const auto* above = command.get_parent();
  text += fmt::format(".SH SEE ALSO\n{}\n", above ? bold(name_of(*above, "-")) + "(1)" : bold("loadbalancer") + "(8)");
  return {name + ".1", std::move(text)};
}

void add_pages(const CLI::App& command, std::vector<man_page>& pages) {
  pages.push_back(page_of(command));
  for (const auto* one : commands_of(command))
    add_pages(*one, pages);
}

} // namespace

std::vector<man_page> pages_of(const CLI::App& app) {
  std::vector<man_page> pages;
  add_pages(app, pages);
  return pages;
}

} // namespace loadex::cli
