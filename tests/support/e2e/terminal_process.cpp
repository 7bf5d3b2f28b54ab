#include "tests/support/e2e/terminal_process.hpp"

#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/process_environment.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace loadex::tests::e2e {

terminal_process::terminal_process(std::vector<std::string> command, std::vector<std::string> environment,
                                   unsigned short columns, unsigned short rows)
    : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)) {
  if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0)
    throw std::runtime_error("cannot make a terminal");
  const std::string name = ::ptsname(master_);
  set_size(columns, rows);
  auto variables = environment_with(std::move(environment));
  const auto arguments = pointers(command);
  const auto settings = pointers(variables);
  pid_ = ::fork();
  if (pid_ < 0)
    throw std::runtime_error("cannot fork");
  if (pid_ > 0)
    return;
  ::closefrom(STDERR_FILENO + 1);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::setsid();
  const int terminal = ::open(name.c_str(), O_RDWR); // the session's, since it has none
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    ::dup2(terminal, stream);
  if (terminal >= 0 && ::chdir(folder_.path().c_str()) == 0)
    ::execve(arguments.front(), arguments.data(), settings.data());
  ::_exit(127);
}

terminal_process::~terminal_process() {
  if (running()) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(master_);
}

void terminal_process::type(std::string_view keys) {
  if (::write(master_, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size()))
    throw std::runtime_error("the terminal takes no keys");
}

void terminal_process::resize(unsigned short columns, unsigned short rows) {
  set_size(columns, rows); // which sends SIGWINCH
}

void terminal_process::set_size(unsigned short columns, unsigned short rows) {
  const winsize size{.ws_row = rows, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
  ::ioctl(master_, TIOCSWINSZ, &size);
}

void terminal_process::signal(int number) {
  if (running())
    ::kill(pid_, number);
}

const std::string& terminal_process::output() {
  std::array<char, 4096> piece{};
  for (;;) {
    const auto size = ::read(master_, piece.data(), piece.size());
    if (size <= 0) // nothing now, or nobody there any more
      return output_;
    output_.append(piece.data(), static_cast<std::size_t>(size));
  }
}

std::string terminal_process::screen() {
  const auto& all = output();
  const auto end = all.rfind("\x1b[J");
  if (end == std::string::npos)
    return {};
  const auto begin = all.rfind("\x1b[H", end);
  return begin == std::string::npos ? std::string() : all.substr(begin, end - begin);
}

bool terminal_process::writes(std::string_view text) {
  return eventually([&] { return output().find(text) != std::string::npos; });
}

bool terminal_process::shows(std::string_view text) {
  return eventually([&] { return screen().find(text) != std::string::npos; });
}

termios terminal_process::settings() const {
  termios now{};
  ::tcgetattr(master_, &now);
  return now;
}

bool terminal_process::running() {
  int status = 0;
  if (!exit_code_ && ::waitpid(pid_, &status, WNOHANG) == pid_)
    exit_code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return !exit_code_;
}

int terminal_process::wait(std::chrono::milliseconds limit) {
  const bool ended = eventually(
      [this] {
        output(); // a full terminal would hold it up
        return !running();
      },
      limit);
  output();
  if (!ended)
    throw std::runtime_error("the process runs on; its output: " + output_);
  return *exit_code_;
}

} // namespace loadex::tests::e2e
