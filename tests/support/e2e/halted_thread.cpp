#include "tests/support/e2e/halted_thread.hpp"

#include <sys/ptrace.h>
#include <sys/wait.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace loadex::tests::e2e {

namespace {

pid_t thread_called(const std::string& name, pid_t process) {
  for (const auto& thread : std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task")) {
    std::ifstream file(thread.path() / "comm");
    std::string its;
    if (std::getline(file, its) && its == name)
      return static_cast<pid_t>(std::stoi(thread.path().filename()));
  }
  throw std::runtime_error("there is no thread " + name);
}

} // namespace

halted_thread::halted_thread(pid_t process, const std::string& name)
    : id_(thread_called(name, process)) {
  if (::ptrace(PTRACE_SEIZE, id_, nullptr, nullptr) != 0 || ::ptrace(PTRACE_INTERRUPT, id_, nullptr, nullptr) != 0 ||
      ::waitpid(id_, nullptr, __WALL) != id_)
    throw std::runtime_error("cannot hold " + name + ": " + std::generic_category().message(errno));
}

halted_thread::~halted_thread() {
  ::ptrace(PTRACE_DETACH, id_, nullptr, nullptr);
}

} // namespace loadex::tests::e2e
