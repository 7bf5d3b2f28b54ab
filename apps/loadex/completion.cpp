#include "apps/loadex/completion.hpp"

#include "apps/loadex/cli/daemon/known_words.hpp"
#include "apps/loadex/cli/daemon/token.hpp"
#include "apps/loadex/command_tree.hpp"
#include "apps/loadex/options.hpp"

#include <CLI/Option.hpp>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <string_view>
#include <utility>

namespace loadex::cli {

namespace {

constexpr unsigned longest = 1; // second: somebody waits with a finger on the key

/// A command line as far as it has been typed.
class typed_line {
public:
  explicit typed_line(const CLI::App& app)
      : command_{&app} {}

  void take(const std::string& word) {
    if (const auto* option = std::exchange(open_, nullptr); option != nullptr)
      return take_value(*option, word);
    const auto equals = word.find('=');
    if (const auto* option = option_of(word.substr(0, equals)); word.starts_with('-')) {
      if (option != nullptr && takes_value(*option) && equals != std::string::npos)
        take_value(*option, word.substr(equals + 1));
      else if (option != nullptr && takes_value(*option))
        open_ = option;
    } else if (const auto commands = commands_of(*command_); !commands.empty()) {
      const auto chosen = std::ranges::find(commands, word, [](const CLI::App* one) { return one->get_name(); });
      command_ = chosen == commands.end() ? command_ : *chosen;
    } else {
      ++arguments_;
    }
  }

  /// All that could stand where `word` begins.
  std::vector<std::string> candidates(const std::string& word) const {
    if (open_ != nullptr)
      return values_of(*open_);
    const auto equals = word.find('=');
    if (word.starts_with('-') && equals != std::string::npos) {
      const auto* option = option_of(word.substr(0, equals));
      auto values = option == nullptr ? std::vector<std::string>{} : values_of(*option);
      for (auto& value : values)
        value.insert(0, word.substr(0, equals + 1));
      return values;
    }
    if (word.starts_with('-'))
      return long_options_of(*command_);
    auto commands = subcommands();
    return commands.empty() ? arguments() : commands;
  }

private:
  static bool takes_value(const CLI::Option& option) { return option.get_items_expected_min() > 0; }

  const CLI::Option* option_of(const std::string& name) const { return command_->get_option_no_throw(name); }

  void take_value(const CLI::Option& option, const std::string& value) {
    if (option.check_lname("url")) {
      auto ca = daemon_.url.ca();
      if (const auto url = server_url::parse(value))
        daemon_.url = *url;
      daemon_.url.trust(std::move(ca));
    } else if (option.check_lname("ca")) {
      daemon_.url.trust(value);
    } else if (option.check_lname("token-file")) {
      if (const auto token = token_in_file(value))
        daemon_.token = *token;
    } else if (option.check_lname("pool")) {
      pool_ = value;
    }
  }

  std::vector<std::string> subcommands() const {
    std::vector<std::string> names;
    for (const auto* one : commands_of(*command_))
      names.push_back(one->get_name());
    return names;
  }

  std::vector<std::string> arguments() const {
    const auto all = command_->get_options([](const CLI::Option* option) { return option->get_positional(); });
    return arguments_ < all.size() ? values_of(*all[arguments_]) : std::vector<std::string>{};
  }

  std::vector<std::string> values_of(const CLI::Option& option) const {
    const auto type = option.get_type_name();
    if (type == "FILE")
      return {names_of_files};
    if (type == "STATE")
      return states();
    if (type == "ALGORITHM")
      return algorithms();
    if (type == "ID|URL")
      return backends_of(daemon_, pool_);
    if (option.check_lname("pool"))
      return pools_of(daemon_);
    return members(type);
  }

  /// Those of a closed set, which is written as `table|json`.
  static std::vector<std::string> members(std::string_view type) {
    const bool is_set =
        type.find('|') != std::string_view::npos && type.find_first_of(capitals) == std::string_view::npos;
    std::vector<std::string> all;
    for (auto rest = is_set ? type : std::string_view(); !rest.empty();) {
      const auto end = std::min(rest.find('|'), rest.size());
      all.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return all;
  }

  static constexpr std::string_view capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  const CLI::App* command_;
  const CLI::Option* open_ = nullptr; // it waits for its value
  std::size_t arguments_ = 0;
  daemon_access daemon_ = usual_daemon();
  std::string pool_;
};

} // namespace

std::vector<std::string> complete(const CLI::App& app, std::vector<std::string> words) {
  std::signal(SIGALRM, [](int) { ::_exit(0); });
  ::alarm(longest);
  const auto last = words.back();
  words.pop_back();
  typed_line line{app};
  for (const auto& word : words)
    line.take(word);
  auto found = line.candidates(last);
  std::erase_if(found, [&](const std::string& one) { return one != names_of_files && !one.starts_with(last); });
  return found;
}

} // namespace loadex::cli
