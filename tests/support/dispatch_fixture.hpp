#pragma once

#include "actors/runtime/worker_mailroom.hpp"
#include "actors/strategy/strategy_actor.hpp"
#include "net/io/address_book.hpp"
#include "net/upstream/dispatcher.hpp"
#include "observability/metrics/request_metrics.hpp"
#include "tests/support/pool_fixture.hpp"
#include "tests/support/stream_pair.hpp"

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace loadex::tests {

/// A worker's side of a pool without a network: connects come to what the test has scripted, and the far ends of the
/// connections are the test's.
struct dispatch_fixture : pool_fixture {
  /// A connection that has been made, and to which backend.
  struct reached {
    std::string backend;
    std::unique_ptr<far_end> far;
  };

  net::asio::io_context io;
  net::io::address_book addresses{io};
  observability::request_metrics metrics;
  actors::worker_mailroom mailroom{system(), [this] { net::asio::post(io, [this] { mailroom.drain(); }); }};
  net::upstream::idle_allowance idle{8};
  actors::strategy_actor strategy;
  std::deque<base::reason> connects; // how the next ones end; those that are not said succeed
  std::vector<reached> connections;
  net::steady_clock::time_point connected{}; // when the latest connect ended
  net::upstream::dispatcher backends;

  explicit dispatch_fixture(std::vector<config::backend_settings> members, const config::settings& all = {})
      : pool_fixture(std::move(members), all)
      , strategy(actors::spawn_strategy(system(), 1, std::make_shared<std::atomic<std::uint64_t>>(0)))
      , backends(io.get_executor(), mailroom, strategy, addresses, {metrics, 0, "main"}, idle,
                 [this](auto& to, auto, auto, auto&) { return connect(to); }) {
    backends.keep_idle(8);
    actor_fixture::run();
    adopt();
  }

  explicit dispatch_fixture(int count)
      : dispatch_fixture(numbered(count)) {}

  ~dispatch_fixture() {
    backends.stop();
    actors::end_actor(std::exchange(strategy, nullptr));
    actor_fixture::run();
  }

  /// Has the worker take over the newest view.
  void adopt() { backends.adopt(view); }

  /// Lets everything happen that is ready to: sockets, then actors, and what follows.
  void turn() {
    for (int i = 0; i < 8; ++i) {
      io.restart();
      io.poll();
      actor_fixture::run();
    }
  }

  /// Starts an operation of the worker's.
  template <class T>
  std::shared_ptr<std::optional<T>> start(net::awaitable<T> operation) {
    auto result = std::make_shared<std::optional<T>>();
    net::asio::co_spawn(io, std::move(operation), [result](std::exception_ptr thrown, T value) {
      if (thrown)
        std::rethrow_exception(thrown);
      result->emplace(std::move(value));
    });
    turn();
    return result;
  }

  far_end& far(std::size_t connection) { return *connections.at(connection).far; }

  std::uint64_t failures(int backend, base::reason why) {
    return metrics.shard(0, "main", url(backend))->failures.value(why);
  }

  static std::vector<config::backend_settings> numbered(int count) {
    std::vector<config::backend_settings> all;
    for (int number = 1; number <= count; ++number)
      all.push_back(backend(number));
    return all;
  }

private:
  net::awaitable<net::io::connected> connect(net::upstream::target& to) {
    auto why = base::reason::none;
    connected = net::steady_clock::now();
    if (!connects.empty()) {
      why = connects.front();
      connects.pop_front();
    }
    if (why != base::reason::none)
      co_return net::io::connected{nullptr, 0, why, "as scripted"};
    auto [near, far] = connected_pair(io.get_executor());
    connections.push_back({to.backend().url.text(), std::move(far)});
    co_return net::io::connected{std::move(near), 0, base::reason::none, {}};
  }
};

} // namespace loadex::tests
