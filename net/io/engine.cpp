#include "net/io/engine.hpp"

#include <boost/asio/detail/epoll_reactor.hpp>
#include <boost/asio/detail/scheduler.hpp>
#include <boost/asio/detail/thread_context.hpp>
#include <boost/asio/detail/thread_info_base.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cerrno>
#include <span>
#include <system_error>
#include <utility>

namespace loadex::net::io {

namespace {

using reactor = asio::detail::epoll_reactor;

/// Asio says nowhere which set it waits by, and of which events it only wakes up. The language lets an explicit
/// instantiation name what is private.
template <auto Set, auto Interrupter>
struct opened {
  friend int set_of(reactor& of) { return of.*Set; }
  friend void* waking_only(reactor& of) { return &(of.*Interrupter); }
};
template struct opened<&reactor::epoll_fd_, &reactor::interrupter_>;
int set_of(reactor& of);
void* waking_only(reactor& of);

constexpr int most_of_asio = 64; // of what is posted, before it is the sockets' turn
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
  while (!turns_.empty()) { // of these the sockets may be closed already
    auto& who = turns_.front();
    turns_.pop_front();
    who.abandon();
  }
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
  if (!runs_ && !std::exchange(turns_posted_, true))
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

/// Tells of what has happened.
void engine::tell() {
  const int count = ::epoll_wait(set_.get(), events_.data(), static_cast<int>(events_.size()), 0);
  for (const auto& event : std::span(events_).first(static_cast<std::size_t>(std::max(count, 0))))
    if (auto* who = who_has(event.data.u64))
      who->ready(event.events);
}

/// Has Asio wait for the set, too, unless it does. It is no work that the loop would go on for: whoever waits for bytes
/// is.
void engine::watch() {
  if (std::exchange(is_watched_, true))
    return;
  const auto on = loop_.get_executor();
  if (!watched_.is_open())
    watched_.assign(base::duplicate(set_.get()).release());
  watched_.async_wait(decltype(watched_)::wait_read, [this, on](const error_code& error) {
    on.on_work_started();
    is_watched_ = false;
    if (error)
      return;
    tell();
    watch();
  });
  const bool was_stopped = loop_.stopped();
  on.on_work_finished();
  if (!was_stopped && loop_.stopped())
    loop_.restart(); // it has nothing to do as yet, which is not its end
}

void engine::run(asio::io_context& loop) {
  of(loop.get_executor()).drive();
}

void engine::drive() {
  auto& reactor = asio::use_service<io::reactor>(loop_);
  epoll_event what{};
  what.events = EPOLLIN;
  what.data.ptr = waking_only(reactor);
  if (::epoll_ctl(set_of(reactor), EPOLL_CTL_ADD, set_.get(), &what) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  is_watched_ = runs_ = true;
  // Whose coroutines' memory is used again, as it is within Asio's run().
  asio::detail::thread_context here;
  asio::detail::thread_info_base memory;
  const asio::detail::call_stack<asio::detail::thread_context, asio::detail::thread_info_base>::context kept(&here,
                                                                                                             memory);
  auto& asio = asio::use_service<asio::detail::scheduler>(loop_);
  error_code ignored;
  while (!loop_.stopped()) {
    for (int done = 0; done < most_of_asio && asio.wait_one(turns_.empty() ? -1 : 0, ignored) > 0;)
      ++done;
    tell();
    take_turns();
  }
  ::epoll_ctl(set_of(reactor), EPOLL_CTL_DEL, set_.get(), nullptr);
  is_watched_ = runs_ = false;
}

} // namespace loadex::net::io
