#include "net/io/poll_set.hpp"

#include "net/io/system_calls.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <span>
#include <system_error>
#include <utility>

namespace loadex::net::io {

namespace {

constexpr std::uint32_t of_bytes = EPOLLIN | EPOLLRDHUP | EPOLLET;
constexpr poll_set::key other = std::numeric_limits<poll_set::key>::max();

} // namespace

poll_set::poll_set()
    : set_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (!set_)
    throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

poll_set::key poll_set::add(int socket, member& who, bool with_room) {
  if (free_ == places_.size())
    places_.push_back({.next_free = free_ + 1});
  const auto index = free_;
  epoll_event what{};
  what.events = of_bytes | (with_room ? EPOLLOUT : 0U);
  what.data.u64 = (key{places_[index].given} << 32U) | index;
  if (::epoll_ctl(set_.get(), EPOLL_CTL_ADD, socket, &what) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  free_ = places_[index].next_free;
  places_[index].who = &who;
  return what.data.u64;
}

void poll_set::ask_for_room(int socket, key of) noexcept {
  epoll_event what{};
  what.events = of_bytes | EPOLLOUT;
  what.data.u64 = of;
  ::epoll_ctl(set_.get(), EPOLL_CTL_MOD, socket, &what);
}

void poll_set::remove(key of) noexcept {
  if (who_has(of) == nullptr)
    return;
  const auto index = static_cast<std::uint32_t>(of);
  places_[index] = {.given = places_[index].given + 1, .next_free = std::exchange(free_, index)};
}

poll_set::member* poll_set::who_has(key of) const noexcept {
  const auto& found = places_[static_cast<std::uint32_t>(of)];
  return found.given == of >> 32U ? found.who : nullptr;
}

void poll_set::add_other(int set) {
  epoll_event what{};
  what.events = EPOLLIN;
  what.data.u64 = other;
  if (::epoll_ctl(set_.get(), EPOLL_CTL_ADD, set, &what) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

bool poll_set::wait(int milliseconds) {
  bool other_has = false;
  const int count = system_calls::wait(set_.get(), events_.data(), static_cast<int>(events_.size()), milliseconds);
  for (const auto& event : std::span(events_).first(static_cast<std::size_t>(std::max(count, 0)))) {
    if (event.data.u64 == other)
      other_has = true;
    else if (auto* who = who_has(event.data.u64))
      who->polled(event.events);
  }
  return other_has;
}

} // namespace loadex::net::io
