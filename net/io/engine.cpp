#include "net/io/engine.hpp"

#include <boost/asio/detail/epoll_reactor.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cerrno>
#include <span>
#include <system_error>
#include <utility>

namespace loadex::net::io {

namespace {

/// Asio says nowhere which descriptor it waits by. The language lets an explicit instantiation name what is private.
template <int asio::detail::epoll_reactor::*Set>
struct opened {
  friend int set_of(asio::detail::epoll_reactor& of) { return of.*Set; }
};
template struct opened<&asio::detail::epoll_reactor::epoll_fd_>;
int set_of(asio::detail::epoll_reactor& of);

constexpr engine::key asio_key = ~engine::key{0};
constexpr std::uint32_t of_bytes = EPOLLIN | EPOLLRDHUP | EPOLLET;

} // namespace

asio::execution_context::id engine::id;

engine& engine::of(const executor& on) {
  return asio::use_service<engine>(on.context());
}

engine::engine(asio::execution_context& loop)
    : service(loop)
    , loop_(static_cast<asio::io_context&>(loop))
    , set_(::epoll_create1(EPOLL_CLOEXEC))
    , watched_(loop_) {
  if (!set_)
    throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

void engine::shutdown() {
  for (std::size_t i = 0; i < places_.size(); ++i)
    if (auto* who = std::exchange(places_[i].who, nullptr))
      who->abandon();
}

engine::key engine::add(int socket, watcher& who, bool with_room) {
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
  watch();
  return what.data.u64;
}

void engine::ask_for_room(int socket, key of) noexcept {
  epoll_event what{};
  what.events = of_bytes | EPOLLOUT;
  what.data.u64 = of;
  ::epoll_ctl(set_.get(), EPOLL_CTL_MOD, socket, &what);
}

void engine::remove(key of) noexcept {
  if (who_has(of) == nullptr)
    return;
  const auto index = static_cast<std::uint32_t>(of);
  places_[index] = {.given = places_[index].given + 1, .next_free = std::exchange(free_, index)};
}

engine::watcher* engine::who_has(key of) const noexcept {
  const auto& found = places_[static_cast<std::uint32_t>(of)];
  return found.given == of >> 32U ? found.who : nullptr;
}

void engine::soon(watcher& who) {
  if (who.is_linked())
    return;
  turns_.push_back(who);
  if (asio_set_ < 0 && !std::exchange(turns_posted_, true))
    asio::post(loop_, [this] {
      turns_posted_ = false;
      take_turns();
    });
}

/// Those who ask for another one meanwhile have it next time.
void engine::take_turns() {
  queue now;
  now.swap(turns_);
  while (!now.empty()) {
    auto& who = now.front();
    now.pop_front();
    who.ready(0);
  }
}

/// Tells of what has happened, after waiting for it for that many milliseconds (-1: for as long as it takes). Whether
/// Asio has something to do.
bool engine::turn(int patience) {
  bool for_asio = false;
  const int count = ::epoll_wait(set_.get(), events_.data(), static_cast<int>(events_.size()), patience);
  for (const auto& event : std::span(events_).first(static_cast<std::size_t>(std::max(count, 0)))) {
    if (event.data.u64 == asio_key)
      for_asio = true;
    else if (auto* who = who_has(event.data.u64))
      who->ready(event.events);
  }
  return for_asio;
}

/// Has Asio wait for both, unless the engine does. It is no work that the loop would go on for: whoever waits for bytes
/// is.
void engine::watch() {
  if (asio_set_ >= 0 || std::exchange(is_watched_, true))
    return;
  const auto on = loop_.get_executor();
  if (!watched_.is_open())
    watched_.assign(::dup(set_.get()));
  watched_.async_wait(decltype(watched_)::wait_read, [this, on](const error_code& error) {
    on.on_work_started();
    is_watched_ = false;
    if (error)
      return;
    turn(0);
    watch();
  });
  on.on_work_finished();
}

void engine::run(asio::io_context& loop) {
  of(loop.get_executor()).drive();
}

void engine::drive() {
  asio_set_ = set_of(asio::use_service<asio::detail::epoll_reactor>(loop_));
  epoll_event what{};
  what.events = EPOLLIN;
  what.data.u64 = asio_key;
  if (::epoll_ctl(set_.get(), EPOLL_CTL_ADD, asio_set_, &what) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  loop_.poll();
  while (!loop_.stopped()) {
    if (turn(turns_.empty() ? -1 : 0))
      loop_.poll();
    take_turns();
  }
  ::epoll_ctl(set_.get(), EPOLL_CTL_DEL, asio_set_, nullptr);
  asio_set_ = -1;
}

} // namespace loadex::net::io
