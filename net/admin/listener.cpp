#include "net/admin/listener.hpp"

#include "observability/log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace loadex::net::admin {

namespace {

using namespace std::chrono_literals;
using observability::level;
using observability::log_event;

constexpr auto accept_pause = 100ms; // when out of descriptors, or of room

} // namespace

listener::listener(asio::io_context& control, const io::listener& at, service& answering, config::snapshot_ptr now)
    : control_(control.get_executor())
    , acceptor_(at.take_over(control_, 0))
    , service_(answering)
    , now_(std::move(now))
    , room_(control_) {}

void listener::start() {
  asio::post(control_, [this] {
    accepting_ = true;
    asio::co_spawn(control_, accept(), asio::detached);
  });
}

void listener::stop() {
  asio::post(control_, [this] {
    stopping_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    room_.cancel();
    for (auto& v : visits_)
      v.end();
    finish_if_ended();
  });
}

void listener::finish_if_ended() {
  if (stopping_ && !accepting_ && open_ == 0)
    ended_.release();
}

void listener::publish(actors::pool_view_ptr view) {
  asio::post(control_, [this, view = std::move(view)]() mutable { view_ = std::move(view); });
}

void listener::adopt(config::snapshot_ptr newest) {
  asio::post(control_, [this, newest = std::move(newest)]() mutable { now_ = std::move(newest); });
}

awaitable<> listener::accept() {
  timer pause(control_);
  while (!stopping_) {
    if (open_ == most_connections) {
      co_await make_room();
      continue;
    }
    tcp_endpoint peer;
    auto [error, socket] = co_await acceptor_.async_accept(peer, use);
    if (!error) {
      asio::co_spawn(control_, serve(std::move(socket), peer), asio::detached);
    } else if (!stopping_) { // out of descriptors or memory
      pause.expires_after(accept_pause);
      co_await pause.async_wait(use);
    }
  }
  accepting_ = false;
  finish_if_ended();
}

/// Waits until somebody waits, then lets go of the connection that has been idle for the longest; if none is, whoever
/// waits goes on waiting until one ends.
awaitable<> listener::make_room() {
  co_await acceptor_.async_wait(tcp_acceptor::wait_read, use);
  if (open_ < most_connections || stopping_)
    co_return;
  if (!resting_.empty())
    resting_.front().give_way();
  room_.expires_after(accept_pause);
  co_await room_.async_wait(use);
}

awaitable<> listener::serve(tcp_socket socket, tcp_endpoint peer) {
  ++open_;
  try {
    visit client(*this, std::move(socket), peer);
    visits_.push_back(client);
    co_await client.run();
  } catch (const std::exception& e) {
    log_event(level::error, "session failed", {{"detail", e.what()}});
  }
  --open_;
  room_.cancel();
  finish_if_ended();
}

} // namespace loadex::net::admin
