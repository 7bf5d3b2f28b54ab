#include "apps/loadbalancer/daemon/service_manager.hpp"

#include "base/environment.hpp"
#include "base/text.hpp"
#include "observability/log.hpp"

#include <fmt/format.h>

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <ctime>
#include <iterator>
#include <system_error>
#include <thread>
#include <utility>

namespace loadex {

namespace {

std::int64_t now_by_monotonic_clock() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
}

} // namespace

service_manager::terms service_manager::take_terms() {
  terms all;
  all.socket = base::take_variable("NOTIFY_SOCKET");
  if (!all.socket.starts_with('/') && !all.socket.starts_with('@'))
    all.socket.clear();
  const auto whose = base::take_variable("WATCHDOG_PID");
  const auto within = base::number_from<std::int64_t>(base::take_variable("WATCHDOG_USEC")).value_or(0);
  if (within > 0 && (whose.empty() || whose == std::to_string(::getpid())))
    all.watchdog = std::chrono::microseconds(within);
  return all;
}

service_manager::service_manager(terms by)
    : by_(std::move(by))
    , to_(by_.socket)
    , socket_(by_.socket.empty() ? -1 : ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}

service_manager::~service_manager() {
  constexpr std::chrono::seconds at_most{5};
  const auto until = std::chrono::steady_clock::now() + at_most;
  const std::lock_guard lock(mutex_);
  if (held_)
    return;
  for (send_what_waits(); !waiting_.empty() && std::chrono::steady_clock::now() < until; send_what_waits())
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

std::vector<std::string> service_manager::terms::variables() const {
  std::vector<std::string> all;
  if (!socket.empty())
    all.push_back("NOTIFY_SOCKET=" + socket);
  if (watchdog > watchdog.zero())
    all.push_back(fmt::format("WATCHDOG_USEC={}", watchdog.count()));
  return all;
}

void service_manager::hold_until_ready() {
  const std::lock_guard lock(mutex_);
  held_ = true;
}

void service_manager::ready() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(held_, false))
    tell("WATCHDOG=1"); // it has waited since the last beat of the other process
  if (!stopping_)
    tell("READY=1");
}

void service_manager::reloading() {
  const std::lock_guard lock(mutex_);
  if (!stopping_)
    tell(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", now_by_monotonic_clock()));
}

void service_manager::stopping() {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(stopping_, true))
    tell("STOPPING=1");
}

void service_manager::status(const std::string& line) {
  const std::lock_guard lock(mutex_);
  if (line != status_)
    tell("STATUS=" + (status_ = line));
}

void service_manager::beat() {
  const std::lock_guard lock(mutex_);
  if (!held_)
    tell("WATCHDOG=1");
}

void service_manager::main_pid(pid_t pid) {
  const std::lock_guard lock(mutex_);
  tell(fmt::format("MAINPID={}", pid));
}

void service_manager::fall_silent() {
  const std::lock_guard lock(mutex_);
  silent_ = true;
}

void service_manager::store(const std::string& name, std::span<const int> sockets) {
  const std::lock_guard lock(mutex_);
  for (; !sockets.empty(); sockets = sockets.subspan(std::min(sockets.size(), base::most_passed)))
    tell("FDSTORE=1\nFDNAME=" + name, sockets.first(std::min(sockets.size(), base::most_passed)));
}

void service_manager::drop(const std::string& name) {
  const std::lock_guard lock(mutex_);
  tell("FDSTOREREMOVE=1\nFDNAME=" + name);
}

/// With copies of the descriptors: they may have been closed when it is sent.
void service_manager::tell(std::string text, std::span<const int> with) {
  if (!is_there())
    return;
  const bool waits_already = !waiting_.empty() && waiting_.back().text == text && waiting_.back().with.empty();
  if (!silent_ && !(waits_already && with.empty())) {
    auto& next = waiting_.emplace_back(message{std::move(text), {}});
    for (const int number : with)
      if (auto copy = base::duplicate(number))
        next.with.push_back(std::move(copy));
  }
  if (!held_)
    send_what_waits();
}

void service_manager::send_what_waits() {
  constexpr std::size_t most_waiting = 1'000; // of somebody who has not listened for long the oldest are lost
  while (!waiting_.empty()) {
    const auto& [text, with] = waiting_.front();
    const int error = send(text, with);
    if (error == EINTR)
      continue;
    if ((error == EAGAIN || error == ENOBUFS) && waiting_.size() <= most_waiting)
      return;
    if (error != 0)
      complain(error);
    waiting_.pop_front();
  }
}

/// The number of the error, 0 if there is none.
int service_manager::send(const std::string& text, const std::vector<base::descriptor>& with) const {
  std::vector<int> numbers;
  std::ranges::transform(with, std::back_inserter(numbers), &base::descriptor::get);
  return base::send_message(socket_.get(), text, numbers, &to_);
}

void service_manager::complain(int error) {
  if (!std::exchange(complained_, true))
    observability::log_event(observability::level::warn, "service manager not told",
                             {{"socket", by_.socket}, {"detail", std::generic_category().message(error)}});
}

} // namespace loadex
