#include "net/front/worker.hpp"

#include "net/front/http1_session.hpp"
#include "net/http/http_date.hpp"
#include "observability/log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <ctime>
#include <utility>

namespace loadex::net::front {

namespace {

using namespace std::chrono_literals;
using observability::level;
using observability::log_event;

constexpr auto accept_pause = 100ms; // when out of descriptors, or of room

constexpr std::size_t client_ahead = 1024; // bytes read ahead from a client: a small request whole

} // namespace

worker::worker(std::size_t number, const common& with, actors::strategy_actor strategy)
    : io_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO) // one thread; others only post
    , busy_(io_.get_executor())
    , most_sessions_(with.descriptors.clients)
    , backends_(io_.get_executor(), with.system, std::move(strategy), with.addresses, with.metrics, number,
                {with.now->all.proxy.upstream_idle_connections, with.descriptors.idle_upstreams})
    , stock_(with.now->all.limits.head)
    , budget_(with.now->all.proxy.retry_budget, with.now->all.proxy.retry_budget_minimum, steady_clock::now())
    , records_(with.metrics.counters(number), with.metrics.shard(number, ""))
    , shared_{io_.get_executor(), backends_, budget_, records_, with.rates, with.cdn_id, with.now}
    , home_{shared_, stock_, with.own, with.connections}
    , room_(io_.get_executor())
    , ticking_(io_.get_executor()) {
  for (const auto& listener : with.listeners)
    acceptors_.push_back(listener.take_over(io_.get_executor(), number));
}

worker::~worker() {
  drain();
  abort();
  join();
}

void worker::start() {
  thread_ = std::thread([this] { run(); });
}

void worker::run() {
  tick();
  io_.run();
}

void worker::join() {
  if (thread_.joinable())
    thread_.join();
}

void worker::publish(actors::pool_view_ptr view) {
  asio::post(io_, [this, view = std::move(view)]() mutable { backends_.adopt(std::move(view)); });
}

void worker::adopt(config::snapshot_ptr newest) {
  asio::post(io_, [this, newest = std::move(newest)]() mutable { shared_.now = std::move(newest); });
}

void worker::close_idle(std::shared_ptr<const io::address_entry> at, std::chrono::milliseconds none_for,
                        std::function<void(std::size_t)> closed) {
  asio::post(io_, [this, at = std::move(at), none_until = steady_clock::now() + none_for, closed = std::move(closed)] {
    closed(backends_.close_idle(*at, none_until));
  });
}

void worker::accept() {
  asio::post(io_, [this] { begin_accepting(); });
}

void worker::begin_accepting() {
  if (std::exchange(accepting_begun_, true))
    return;
  for (auto& acceptor : acceptors_) {
    ++accepting_;
    asio::co_spawn(io_, accept_from(acceptor), asio::detached);
  }
}

awaitable<> worker::accept_from(tcp_acceptor& from) {
  timer pause(io_.get_executor());
  bool complained = false;
  while (!home_.draining) {
    if (is_full()) {
      co_await make_room(from);
      continue;
    }
    tcp_endpoint peer;
    auto [error, socket] = co_await from.async_accept(peer, use);
    if (!error) {
      complained = false;
      welcome(std::move(socket), peer);
    } else if (error != asio::error::operation_aborted) { // out of descriptors or memory
      if (!std::exchange(complained, true))
        log_event(level::error, "accept paused", {{"detail", error.message()}});
      pause.expires_after(accept_pause);
      co_await pause.async_wait(use);
    }
  }
  // The kernel has completed these connections: closing the listener would reset them.
  error_code error;
  from.non_blocking(true, error);
  while (!error) {
    tcp_endpoint peer;
    auto socket = from.accept(peer, error);
    if (!error)
      welcome(std::move(socket), peer);
  }
  from.close(error);
  --accepting_;
  finish_if_drained();
}

/// When somebody waits in the backlog, the client that has been idle for the longest is let go for it; if none is idle,
/// whoever waits goes on waiting until a session ends.
awaitable<> worker::make_room(tcp_acceptor& waiting) {
  co_await waiting.async_wait(tcp_acceptor::wait_read, use);
  if (!is_full() || home_.draining)
    co_return;
  for (auto& s : home_.resting)
    if (s.give_way())
      break;
  room_.expires_after(accept_pause);
  co_await room_.async_wait(use);
}

void worker::welcome(tcp_socket socket, const tcp_endpoint& peer) {
  error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  asio::co_spawn(io_, serve(std::move(socket), peer), asio::detached);
}

awaitable<> worker::serve(tcp_socket socket, tcp_endpoint peer) {
  {
    http1_session client(home_, io::stream::over(std::move(socket), client_ahead), peer);
    sessions_.push_back(client);
    ++session_count_;
    try {
      co_await client.run();
    } catch (const std::exception& e) {
      log_event(level::error, "session failed", {{"detail", e.what()}});
    }
  }
  if (is_full())
    room_.cancel();
  --session_count_;
  finish_if_drained();
}

void worker::drain() {
  asio::post(io_, [this] {
    if (std::exchange(home_.draining, true))
      return;
    begin_accepting(); // what waits in the backlog, if nothing was accepted yet
    for (auto& acceptor : acceptors_) {
      error_code ignored;
      acceptor.cancel(ignored);
    }
    room_.cancel();
    for (auto& s : sessions_)
      s.stop_if_idle();
    finish_if_drained();
  });
}

void worker::abort() {
  asio::post(io_, [this] {
    for (auto& s : sessions_)
      s.abort();
  });
}

void worker::finish_if_drained() {
  if (!home_.draining || accepting_ > 0 || !sessions_.empty() || !busy_.owns_work())
    return;
  backends_.stop();
  ticking_.cancel();
  busy_.reset();
}

void worker::tick() {
  home_.date = http::http_date(std::time(nullptr));
  backends_.close_idle(steady_clock::now() - home_.settings().proxy.upstream_idle_timeout);
  for (auto& s : sessions_)
    s.check_client();
  records_.renew();
  ticking_.expires_after(1s);
  ticking_.async_wait([this](const error_code& error) {
    if (!error && busy_.owns_work())
      tick();
  });
}

} // namespace loadex::net::front
