#include "apps/loadbalancer/handover/program.hpp"

#include <spawn.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

namespace loadex::handover {

namespace {

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size());
  for (const auto& one : texts)
    all.push_back(const_cast<char*>(one.c_str()));
  return all;
}

} // namespace

pid_t start(const program& what) {
  posix_spawn_file_actions_t files{};
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1); // a client's socket would stay open there
  posix_spawnattr_t how{};
  posix_spawnattr_init(&how);
  sigset_t none{};
  sigemptyset(&none);
  sigset_t ignored{};
  sigemptyset(&ignored);
  sigaddset(&ignored, SIGPIPE);
  posix_spawnattr_setsigmask(&how, &none);
  posix_spawnattr_setsigdefault(&how, &ignored);
  posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  auto arguments = pointers_to(what.arguments);
  arguments.push_back(nullptr);
  auto environment = pointers_to(what.environment);
  for (char** one = environ; *one != nullptr; ++one)
    environment.push_back(*one);
  environment.push_back(nullptr);
  std::signal(SIGCHLD,
              SIG_DFL); // whoever started this process may have had it ignored: nobody could wait for the child
  pid_t started = 0;
  const auto error = ::posix_spawnp(&started, arguments.front(), &files, &how, arguments.data(), environment.data());
  posix_spawnattr_destroy(&how);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0)
    throw std::system_error(error, std::generic_category(), what.arguments.front());
  return started;
}

} // namespace loadex::handover
