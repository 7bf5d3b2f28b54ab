#include "apps/loadbalancer/daemon/service_manager.hpp"

#include "base/environment.hpp"
#include "base/text.hpp"
#include "observability/log.hpp"

#include <fmt/format.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <system_error>
#include <utility>

namespace loadex {

namespace {

constexpr std::size_t most_descriptors = 253; // of one message: SCM_MAX_FD of Linux

/// Longer ones cannot be: the name is cut off, and nobody is there.
sockaddr_un address_of(const std::string& name) {
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  name.copy(at.sun_path, sizeof at.sun_path - 1);
  if (name.starts_with('@'))
    at.sun_path[0] = '\0';
  return at;
}

/// The names of the abstract ones have no end but their length.
socklen_t size_of(const std::string& name) {
  const auto text = std::min(name.size(), sizeof(sockaddr_un::sun_path) - 1);
  return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + text + (name.starts_with('@') ? 0 : 1));
}

std::int64_t now_by_monotonic_clock() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
}

/// The number of the error, 0 if there is none.
int send(int socket, const std::string& to, const std::string& text, const std::vector<base::descriptor>& with) {
  auto at = address_of(to);
  iovec bytes{.iov_base = const_cast<char*>(text.data()), .iov_len = text.size()};
  alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(most_descriptors * sizeof(int))> room{};
  msghdr all{};
  all.msg_name = &at;
  all.msg_namelen = size_of(to);
  all.msg_iov = &bytes;
  all.msg_iovlen = 1;
  if (!with.empty()) {
    const auto size = with.size() * sizeof(int);
    all.msg_control = room.data();
    all.msg_controllen = CMSG_SPACE(size);
    auto* head = CMSG_FIRSTHDR(&all);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(size);
    auto* place = CMSG_DATA(head);
    for (const auto& one : with) {
      const int number = one.get();
      place = static_cast<unsigned char*>(std::memcpy(place, &number, sizeof number)) + sizeof number;
    }
  }
  return ::sendmsg(socket, &all, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? errno : 0;
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
    , socket_(by_.socket.empty() ? -1 : ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}

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
  for (; !sockets.empty(); sockets = sockets.subspan(std::min(sockets.size(), most_descriptors)))
    tell("FDSTORE=1\nFDNAME=" + name, sockets.first(std::min(sockets.size(), most_descriptors)));
}

void service_manager::drop(const std::string& name) {
  const std::lock_guard lock(mutex_);
  tell("FDSTOREREMOVE=1\nFDNAME=" + name);
}

/// With copies of the descriptors: they may have been closed when it is sent.
void service_manager::tell(std::string text, std::span<const int> with) {
  if (!is_there() || silent_)
    return;
  auto& next = waiting_.emplace_back(message{std::move(text), {}});
  for (const int number : with)
    if (auto copy = base::duplicate(number))
      next.with.push_back(std::move(copy));
  if (!held_)
    send_what_waits();
}

void service_manager::send_what_waits() {
  constexpr std::size_t most_waiting = 1'000; // of somebody who has not listened for long the oldest are lost
  while (!waiting_.empty()) {
    const auto& [text, with] = waiting_.front();
    const int error = send(socket_.get(), by_.socket, text, with);
    if (error == EINTR)
      continue;
    if ((error == EAGAIN || error == ENOBUFS) && waiting_.size() <= most_waiting)
      return;
    if (error != 0)
      complain(error);
    waiting_.pop_front();
  }
}

void service_manager::complain(int error) {
  if (!std::exchange(complained_, true))
    observability::log_event(observability::level::warn, "service manager not told",
                             {{"socket", by_.socket}, {"detail", std::generic_category().message(error)}});
}

} // namespace loadex
