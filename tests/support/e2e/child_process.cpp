#include "tests/support/e2e/child_process.hpp"

#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/process_environment.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <stdexcept>

namespace loadex::tests::e2e {

namespace {

std::optional<std::string> line_with(const std::string& all, std::string_view text) {
  const auto found = all.find(text);
  const auto end = found == std::string::npos ? found : all.find('\n', found);
  if (end == std::string::npos)
    return std::nullopt;
  const auto before = all.rfind('\n', found);
  const auto begin = before == std::string::npos ? 0 : before + 1;
  return all.substr(begin, end - begin);
}

} // namespace

child_process::child_process(std::vector<std::string> command, std::vector<std::string> environment,
                             std::vector<int> given) {
  // All that needs memory is made before the fork: after it only system calls are safe.
  auto variables = environment_with(std::move(environment));
  const auto arguments = pointers(command);
  const auto settings = pointers(variables);
  const auto out = folder_.path() / "stdout";
  const auto err = folder_.path() / "stderr";
  pid_ = ::fork();
  if (pid_ < 0)
    throw std::runtime_error("cannot fork");
  if (pid_ > 0)
    return;
  constexpr int first_given = STDERR_FILENO + 1;
  const int behind_given = first_given + static_cast<int>(given.size());
  for (auto& descriptor : given)
    descriptor = ::fcntl(descriptor, F_DUPFD, behind_given); // out of each other's way
  for (int at = first_given; at < behind_given; ++at)
    ::dup2(given[static_cast<std::size_t>(at - first_given)], at);
  ::closefrom(behind_given);          // Asio's sockets, in tests that have the balancer in their own process
  ::prctl(PR_SET_PDEATHSIG, SIGKILL); // also when we are killed and no destructor runs
  ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600), STDOUT_FILENO);
  ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600), STDERR_FILENO);
  if (::chdir(folder_.path().c_str()) == 0)
    ::execve(arguments.front(), arguments.data(), settings.data());
  ::_exit(127);
}

child_process::~child_process() {
  if (!running())
    return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

bool child_process::running() {
  int status = 0;
  if (!exit_code_ && ::waitpid(pid_, &status, WNOHANG) == pid_)
    exit_code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return !exit_code_;
}

void child_process::signal(int number) {
  if (running())
    ::kill(pid_, number);
}

int child_process::wait(std::chrono::milliseconds limit) {
  if (!eventually([this] { return !running(); }, limit))
    throw std::runtime_error("the process runs on; its output: " + output() + errors());
  return *exit_code_;
}

std::string child_process::await_line(std::string_view text, std::chrono::milliseconds limit) {
  std::optional<std::string> line;
  bool ended = false;
  eventually(
      [&] {
        ended = !running(); // before the look, so that nothing it wrote last is missed
        line = line_with(output(), text);
        return line.has_value() || ended;
      },
      limit);
  if (!line)
    throw std::runtime_error("no line with '" + std::string(text) + "' in: " + output() + errors());
  return *line;
}

} // namespace loadex::tests::e2e
