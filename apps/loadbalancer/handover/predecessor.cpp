#include "apps/loadbalancer/handover/predecessor.hpp"

#include "apps/loadbalancer/handover/words.hpp"
#include "base/version.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace loadex::handover {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto patience = 30s; // with the other process

/// Whether it has ended, or is about to: its connections are closed before it has. Nobody may have waited for it yet.
bool has_ended(pid_t process) {
  constexpr int moment = 1'000;                                                          // ms
  const base::descriptor known(static_cast<int>(::syscall(SYS_pidfd_open, process, 0))); // glibc 2.36 has it for C only
  if (!known)
    return errno == ESRCH;
  pollfd end{known.get(), POLLIN, 0};
  return ::poll(&end, 1, moment) > 0;
}

} // namespace

predecessor::predecessor(channel with)
    : with_(std::move(with))
    , who_(with_.who()) {
  const auto refuse = [this](const std::string& why) {
    throw std::runtime_error(fmt::format("process {} does not hand over: {}", who_.process, why));
  };
  if (who_.user != ::geteuid())
    refuse("it is of another user");
  with_.send(to_text(greeting{std::string(base::version())}));
  for (;;) {
    auto said = with_.receive(steady_clock::now() + patience);
    if (!said)
      refuse("it has ended the connection; its log says why");
    if (const auto text = long_text(*said)) {
      auto known = pools_from(*text);
      if (!known)
        refuse("what it says of its pools cannot be read");
      pools_ = std::move(*known);
      return;
    }
    const auto names = names_from(said->text);
    if (!names)
      refuse(said->text);
    if (names->size() != said->with.size())
      refuse("what it says of its sockets cannot be read");
    for (std::size_t i = 0; i < names->size(); ++i)
      sockets_.add(std::move(said->with[i]), (*names)[i]);
  }
}

std::unique_ptr<predecessor> predecessor::find(const std::string& path) {
  auto with = channel::to(path);
  return with ? std::unique_ptr<predecessor>(new predecessor(std::move(*with))) : nullptr;
}

predecessor::~predecessor() {
  with_.cut();
  if (listening_.joinable())
    listening_.join();
}

std::string predecessor::take_over() {
  with_.send(words::taken);
  const auto answer = with_.receive(steady_clock::now() + patience);
  if (const auto agreed = answer ? greeting_from(answer->text) : std::nullopt)
    return agreed->version;
  if (answer)
    throw std::runtime_error(fmt::format("process {} does not leave: {}", who_.process, answer->text));
  if (!has_ended(who_.process))
    throw std::runtime_error(fmt::format("process {} has not waited for this one to be ready", who_.process));
  return {};
}

void predecessor::follow(std::function<void(const std::vector<remaining>&)> told, std::function<void()> ended) {
  listening_ = std::thread([this, told = std::move(told), ended = std::move(ended)] {
    while (const auto said = with_.receive(steady_clock::time_point::max())) {
      const auto text = long_text(*said);
      if (const auto left = text ? remaining_from(*text) : std::nullopt)
        told(*left);
    }
    ended();
  });
}

} // namespace loadex::handover
