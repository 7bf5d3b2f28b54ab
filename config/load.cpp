#include "config/load.hpp"

#include "config/checks.hpp"
#include "config/command_line.hpp"
#include "config/config_file.hpp"
#include "config/draft.hpp"
#include "config/tokens.hpp"

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <utility>

namespace loadex::config {

namespace {

constexpr const char* default_file = "loadbalancer.conf";

/// The file to read; empty if there is none.
std::string file_of(const command_line& line) {
  if (line.file)
    return *line.file;
  std::error_code ignored; // a folder that cannot be looked into has no default file
  return std::filesystem::exists(default_file, ignored) ? default_file : "";
}

void apply_environment(draft& result) {
  if (const char* level = std::getenv("LOG_LEVEL"); level && *level)
    result.assign(*find_setting("log", "level"), std::string_view(level), "LOG_LEVEL");
}

/// Takes over the file; returns its name.
using file_reader = std::function<std::string(const command_line&, draft&)>;

/// What comes of the command line over the file.
command load_with(int argc, const char* const* argv, const file_reader& read, const settings* known = nullptr) {
  draft result;
  const auto line = parse_command_line(argc, argv, result.problems);
  if (line.what == command::action::print_and_exit)
    return {.what = line.what, .text = line.text, .all = {}, .file = {}, .explain_route = {}};

  const auto file = read(line, result);
  apply_environment(result);
  for (const auto& [row, text] : line.values)
    result.assign(*row, text, option_name(*row));
  take_tokens(result, known == nullptr ? nullptr : &known->admin);
  check_whole(result);

  if (!result.problems.empty())
    throw invalid_configuration{std::move(result.problems)};
  return {
      .what = line.what, .text = {}, .all = std::move(result.all), .file = file, .explain_route = line.explain_route};
}

} // namespace

command load(int argc, const char* const* argv) {
  return load_with(argc, argv, [](const command_line& line, draft& result) {
    auto file = file_of(line);
    if (line.file || !file.empty())
      apply_file(file, result);
    return file;
  });
}

command load(int argc, const char* const* argv, const std::string& name, std::string_view text, const settings* known) {
  const auto take = [&](const command_line&, draft& result) {
    apply_file_text(name, text, result);
    return name;
  };
  return load_with(argc, argv, take, known);
}

} // namespace loadex::config
