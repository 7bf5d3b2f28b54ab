#include "config/command_line.hpp"

#include "base/text.hpp"
#include "base/version.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <iterator>

namespace loadex::config {

namespace {

constexpr const char* introduction =
    "Loadex, an HTTP load balancer: takes requests and spreads them over backends.\n"
    "Every setting but a token is an option here and a key of the configuration file; the option wins.\n";

constexpr std::string_view others_read =
    ": a secret is no option, since everybody on this machine reads command lines; write it in the file";

std::string examples_and_algorithms() {
  std::string text = R"(Examples:
  loadbalancer -backends http://localhost:8001,http://localhost:8002
      balance two backends on port 8080, each in turn
  loadbalancer -port 80 -algo wrr -backends 'http://10.0.0.1;weight=3,http://10.0.0.2'
      three requests of four go to the first
  loadbalancer --config-file=loadbalancer.conf --check
      validate a file and print every setting in force

Algorithms:
)";
  for (const auto& a : algorithms()) {
    auto names = std::string(a.name) + (a.alias.empty() ? "" : ", " + std::string(a.alias));
    names.resize(std::max<std::size_t>(names.size(), 26), ' ');
    text += "  " + names + std::string(a.meaning) + "\n";
  }
  return text;
}

/// The options, as CLI11 knows them.
class option_set {
public:
  option_set() {
    app_.name("loadbalancer");
    app_.footer(examples_and_algorithms());
    app_.get_formatter()->column_width(36);
    app_.allow_extras(); // gathered, so that each unknown option gets its hint
    const auto& [help, version, check, explain, file] = plain_options;
    described(app_.set_help_flag(std::string(help.names)), help);
    described(app_.set_version_flag(std::string(version.names), "loadbalancer " + std::string(base::version())),
              version);
    check_ = described(app_.add_flag(std::string(check.names)), check);
    explain_ = described(app_.add_option(std::string(explain.names)), explain);
    file_ = described(app_.add_option(std::string(file.names)), file);
    for (const auto& row : setting_table())
      if (!row.is_secret)
        options_.emplace_back(&row, add(row));
  }

  command_line parse(std::vector<std::string> arguments, std::vector<std::string>& problems) {
    std::ranges::reverse(arguments); // CLI11 takes them from the back
    try {
      app_.parse(std::move(arguments));
    } catch (const CLI::CallForHelp&) {
      return printing(app_.help());
    } catch (const CLI::CallForVersion& call) {
      return printing(std::string(call.what()) + "\n");
    } catch (const CLI::ParseError& e) {
      throw invalid_configuration{{std::string(e.what()) + "; --help lists the options"}};
    }
    refuse_unknown(app_.remaining(), problems);
    command_line result;
    if (check_->count() > 0)
      result.what = command::action::check;
    if (explain_->count() > 0)
      result.explain_route = explain_->results().back();
    if (explain_->count() > 0 && check_->count() == 0)
      problems.emplace_back("--explain-route: it is answered with --check only; write that, too");
    else if (explain_->count() > 0 && result.explain_route.empty())
      problems.emplace_back(
          "--explain-route: there is no request; write one such as 'GET http://api.example.org/v1/x'");
    if (file_->count() > 0)
      result.file = file_->results().back();
    for (const auto& [row, option] : options_) {
      if (option->count() > 1 && !row->is_list)
        problems.push_back(option_name(*row) + ": given more than once");
      else if (option->count() > 0)
        result.values.emplace_back(row,
                                   base::join(option->results(), ",", [](const std::string& value) { return value; }));
    }
    return result;
  }

private:
  static CLI::Option* described(CLI::Option* option, const plain_option& as) {
    if (!as.value.empty())
      option->type_name(std::string(as.value));
    return option->description(std::string(as.meaning))->group("What to do");
  }

  static command_line printing(std::string text) {
    return {.what = command::action::print_and_exit,
            .text = std::move(text),
            .file = {},
            .explain_route = {},
            .values = {}};
  }

  CLI::Option* add(const setting& row) {
    const auto names = (row.letter ? std::string("-") + row.letter + "," : std::string{}) + option_name(row);
    auto* option = app_.add_option(names)->type_name("VALUE")->group("Section [" + row.section + "]");
    option->description(row.help + " (" + row.type + "; default " + row.default_value + ")");
    return option->take_all()->expected(
        1); // of a list each may bring a part; others are refused with their own message
  }

  void refuse_unknown(const std::vector<std::string>& arguments, std::vector<std::string>& problems) const {
    bool value_may_follow = false;
    for (const auto& argument : arguments) {
      if (argument.starts_with('-')) {
        const auto name = argument.substr(0, argument.find('='));
        problems.push_back(name + (is_secret(name) ? std::string(others_read) : ": unknown option" + hint(name)));
        value_may_follow = name == argument;
      } else if (!std::exchange(value_may_follow, false)) {
        problems.push_back("\"" + argument + "\": unexpected argument; every value belongs to an option");
      }
    }
  }

  static bool is_secret(std::string_view name) {
    name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
    const auto* row = find_setting(name);
    return row != nullptr && row->is_secret;
  }

  std::string hint(std::string_view name) const {
    name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
    std::vector<std::string> names;
    for (const auto* option : app_.get_options())
      for (const auto& known : option->get_lnames())
        names.push_back("--" + known);
    return base::did_you_mean("--" + std::string(name), names);
  }

  CLI::App app_{introduction};
  CLI::Option* check_ = nullptr;
  CLI::Option* explain_ = nullptr;
  CLI::Option* file_ = nullptr;
  std::vector<std::pair<const setting*, CLI::Option*>> options_;
};

/// The spellings that CLI11 does not know: `-port` as `--port`, `-p=8080` as `-p8080`. A word behind a single dash is
/// always a long option, so that a misspelt one is called unknown and not taken for a letter with its value.
std::string rewritten(std::string argument) {
  if (argument.size() < 3 || argument[0] != '-' || argument[1] == '-')
    return argument;
  if (argument[2] == '=')
    return argument.erase(2, 1);
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return is_letter(argument[1]) && is_letter(argument[2]) ? "-" + argument : argument;
}

} // namespace

std::string option_name(const setting& row) {
  return "--" + row.name();
}

command_line parse_command_line(int argc, const char* const* argv, std::vector<std::string>& problems) {
  option_set options;
  std::vector<std::string> arguments;
  std::transform(argv + std::min(argc, 1), argv + argc, std::back_inserter(arguments),
                 [](const char* argument) { return rewritten(argument); });
  return options.parse(std::move(arguments), problems);
}

} // namespace loadex::config
