#include "net/front/worker.hpp"

#include "net/admin/service.hpp"
#include "net/http/http_date.hpp"
#include "observability/log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <ctime>
#include <random>
#include <utility>

namespace loadex::net::front {

namespace {

using namespace std::chrono_literals;
using observability::level;
using observability::log_event;

constexpr auto accept_pause = 100ms; // when out of descriptors, or of room

constexpr std::string_view hex_digits = "0123456789abcdef";

/// 64 random bits, which tell workers and restarts apart, then a 64 bit count.
std::array<char, 32> first_request_id() {
  std::array<char, 32> id;
  id.fill(hex_digits.front());
  std::random_device random;
  std::generate_n(id.begin(), id.size() / 2, [&] { return hex_digits[random() % hex_digits.size()]; });
  return id;
}

} // namespace

worker::worker(std::size_t number, const surroundings& around, actors::strategy_actor strategy)
    : around_(around)
    , io_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO) // one thread; others only post
    , busy_(io_.get_executor())
    , router_(io_.get_executor(), around.system, std::move(strategy), around.addresses, around.metrics, number,
              around.settings, around.descriptors.idle_upstreams)
    , stock_(around.settings.limits.head)
    , budget_(around.settings.proxy.retry_budget, around.settings.proxy.retry_budget_minimum, steady_clock::now())
    , counters_(around.metrics.counters(number))
    , unanswered_(around.metrics.shard(number, ""))
    , room_(io_.get_executor())
    , ticking_(io_.get_executor())
    , request_id_(first_request_id()) {
  for (const auto& listener : around.listeners)
    acceptors_.push_back(listener.take_over(get_executor(), number));
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
  asio::post(io_, [this, view = std::move(view)]() mutable { router_.adopt(std::move(view)); });
}

void worker::close_idle(std::shared_ptr<const io::address_entry> at, std::chrono::milliseconds none_for,
                        std::function<void(std::size_t)> closed) {
  asio::post(io_, [this, at = std::move(at), none_until = steady_clock::now() + none_for, closed = std::move(closed)] {
    closed(router_.close_idle(*at, none_until));
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
  timer pause(get_executor());
  bool complained = false;
  while (!draining_) {
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
  if (!is_full() || draining_)
    co_return;
  for (auto& s : resting_)
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
    session client(*this, std::move(socket), peer);
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
    if (std::exchange(draining_, true))
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
  if (!draining_ || accepting_ > 0 || !sessions_.empty() || !busy_.owns_work())
    return;
  router_.stop();
  ticking_.cancel();
  busy_.reset();
}

void worker::tick() {
  date_ = http::http_date(std::time(nullptr));
  router_.close_idle();
  for (auto& s : sessions_)
    s.check_client();
  failures_.renew();
  ticking_.expires_after(1s);
  ticking_.async_wait([this](const error_code& error) {
    if (!error && busy_.owns_work())
      tick();
  });
}

std::array<char, 32> worker::next_request_id() {
  for (auto at = request_id_.rbegin(); at != request_id_.rend(); ++at) {
    const auto next = hex_digits.find(*at) + 1;
    *at = hex_digits[next % hex_digits.size()];
    if (next < hex_digits.size())
      break; // no carry
  }
  return request_id_;
}

http1::head_limits worker::head_limits() const noexcept {
  return http1::head_limits_of(around_.settings.limits);
}

http1::body_reader::limits worker::request_body_limits() const noexcept {
  const auto& most = around_.settings.limits;
  return {{most.chunk_line, most.trailers}, most.body > 0 ? most.body : http1::body_reader::no_limit};
}

http1::body_reader::limits worker::response_body_limits() const noexcept {
  return {request_body_limits().chunks, http1::body_reader::no_limit};
}

} // namespace loadex::net::front
