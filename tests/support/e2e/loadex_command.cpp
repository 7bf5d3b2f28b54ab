#include "tests/support/e2e/loadex_command.hpp"

#include "tests/support/e2e/programs.hpp"

#include <utility>

namespace loadex::tests::e2e {

outcome run_loadex(std::vector<std::string> arguments, std::vector<std::string> environment) {
  arguments.insert(arguments.begin(), loadex_program);
  child_process process(std::move(arguments), std::move(environment));
  const int code = process.wait();
  return {code, process.output(), process.errors()};
}

std::vector<std::string> loadex_on_terminal(const std::vector<std::string>& arguments) {
  std::string line = loadex_program;
  for (const auto& argument : arguments)
    line += " " + argument;
  return {"/usr/bin/script", "--quiet", "--return", "--command", line, "/dev/null"};
}

} // namespace loadex::tests::e2e
