#pragma once

#include "actors/runtime/compat.hpp"
#include "actors/runtime/worker_mailroom.hpp"
#include "actors/strategy/strategy_actor.hpp"
#include "config/settings.hpp"
#include "net/io/address_book.hpp"
#include "net/io/types.hpp"
#include "net/upstream/dispatcher.hpp"
#include "observability/metrics/request_metrics.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <cstdint>

namespace loadex::tests::simulation {

/// A worker without sockets: the real dispatcher and the real strategy actor, and an event loop that turns when told
/// to.
class simulated_worker {
public:
  struct surroundings {
    caf::actor_system& system;
    net::io::address_book& addresses;
    observability::request_metrics& metrics;
    const config::settings& settings;
    actors::balancing::shared_turns turns;
  };

  simulated_worker(std::size_t number, const surroundings& around, std::uint64_t seed)
      : strategy_(actors::spawn_strategy(around.system, seed, around.turns))
      , mailroom_(around.system, [this] { net::asio::post(io_, [this] { mailroom_.drain(); }); })
      , routes_(io_.get_executor(), mailroom_, strategy_, around.addresses, {around.metrics, number}, idle_) {}
  simulated_worker(const simulated_worker&) = delete;
  simulated_worker& operator=(const simulated_worker&) = delete;

  /// What its sessions would use.
  net::upstream::dispatcher& routes() noexcept {
    stirred_ = true;
    return routes_;
  }

  /// Whether anything has happened since the last turn.
  bool stirred() const noexcept { return stirred_; }

  /// One turn of the event loop: what the worker has to tell is told.
  void turn() {
    stirred_ = false;
    io_.poll();
  }

  void stop() {
    routes_.stop();
    actors::end_actor(strategy_);
    strategy_ = nullptr;
  }

private:
  net::asio::io_context io_{1};
  net::asio::executor_work_guard<net::executor> busy_{io_.get_executor()};
  actors::strategy_actor strategy_;
  actors::worker_mailroom mailroom_;
  net::upstream::idle_allowance idle_;
  net::upstream::dispatcher routes_;
  bool stirred_ = false;
};

} // namespace loadex::tests::simulation
