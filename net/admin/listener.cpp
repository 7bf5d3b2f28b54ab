#include "net/admin/listener.hpp"

#include "net/io/listener.hpp"
#include "observability/log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

namespace loadex::net::admin {

namespace {

using namespace std::chrono_literals;
using observability::level;
using observability::log_event;

constexpr auto accept_pause = 100ms; // when out of descriptors, or of room

using any_endpoint = asio::generic::stream_protocol::endpoint;

/// Nothing if that is no address of the network.
std::optional<tcp_endpoint> network_address(const any_endpoint& from) {
  tcp_endpoint at;
  const auto family = from.protocol().family();
  if ((family != AF_INET && family != AF_INET6) || from.size() > at.capacity())
    return std::nullopt;
  std::memcpy(at.data(), from.data(), from.size());
  at.resize(from.size());
  return at;
}

} // namespace

listener::listener(asio::io_context& control, acceptor at, service& answering)
    : control_(control.get_executor())
    , acceptor_(std::move(at))
    , service_(answering)
    , now_(std::make_shared<config::snapshot>())
    , room_(control_) {
  error_code ignored;
  acceptor_.non_blocking(true, ignored); // for accept()
}

void listener::start() {
  asio::post(control_, [this] {
    accepting_ = true;
    asio::co_spawn(control_, accept(), asio::detached);
  });
}

void listener::share(actors::reply_slot<base::descriptor> reply) {
  asio::post(control_, [this, reply = std::move(reply)] { reply.answer(base::duplicate(acceptor_.native_handle())); });
}

void listener::leave() {
  asio::post(control_, [this] {
    left_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    room_.cancel();
    for (auto& v : visits_)
      v.end_soon();
    finish_if_ended();
  });
}

void listener::await_leave(std::chrono::milliseconds most) {
  if (ended_.try_acquire_for(most))
    ended_.release(); // for await_end()
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
  if ((stopping_ || left_) && !accepting_ && open_ == 0 && !std::exchange(end_told_, true))
    ended_.release();
}

void listener::adopt(config::snapshot_ptr newest, std::vector<actors::pool_ptr> pools) {
  asio::post(control_, [this, newest = std::move(newest), pools = std::move(pools)]() mutable {
    now_ = std::move(newest);
    std::vector<seen> now;
    for (auto& pool : pools) {
      const auto known = std::ranges::find(pools_, pool, &seen::pool);
      now.push_back({pool, known != pools_.end() ? known->view : std::make_shared<const actors::pool_view>()});
    }
    pools_ = std::move(now);
  });
}

void listener::adopt(tls::server_ptr secured) {
  asio::post(control_, [this, secured = std::move(secured)]() mutable { secured_ = std::move(secured); });
}

void listener::publish(std::uint64_t pool, actors::pool_view_ptr view) {
  asio::post(control_, [this, pool, view = std::move(view)]() mutable {
    const auto to = std::ranges::find(pools_, pool, [](const seen& s) { return s.pool->number; });
    if (to != pools_.end())
      to->view = std::move(view);
  });
}

pool_seen listener::at(std::size_t index) const {
  const auto& [pool, view] = pools_[index];
  return {pool->name, view, pool->actor, pool->events};
}

awaitable<> listener::accept() {
  timer pause(control_);
  while (!stopping_ && !left_) {
    if (open_ == most_connections) {
      co_await make_room();
      continue;
    }
    any_endpoint peer;
    auto who = co_await io::accept(acceptor_, peer);
    if (!who.error) {
      asio::co_spawn(control_, serve(std::move(who.socket), network_address(peer)), asio::detached);
    } else if (!stopping_ && !left_) { // out of descriptors or memory
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
  co_await acceptor_.async_wait(acceptor::wait_read, use);
  if (open_ < most_connections || stopping_ || left_)
    co_return;
  if (!resting_.empty())
    resting_.front().give_way();
  room_.expires_after(accept_pause);
  co_await room_.async_wait(use);
}

awaitable<> listener::serve(base::descriptor socket, std::optional<tcp_endpoint> peer) {
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
