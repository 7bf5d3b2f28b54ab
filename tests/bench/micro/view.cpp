// What a new view of the pool costs: the worker that takes it, and the control plane that makes it.

#include "actors/backend/backend_actor.hpp"
#include "actors/balancing/hash.hpp"
#include "actors/pool/pool_view.hpp"
#include "actors/pool/roster.hpp"
#include "actors/strategy/strategy_actor.hpp"
#include "net/io/address_book.hpp"
#include "net/upstream/dispatcher.hpp"

#include <benchmark/benchmark.h>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <string>

namespace {

using namespace loadex;
using namespace std::chrono_literals;
using config::algorithm;

caf::actor_system_config& configured(caf::actor_system_config& config) {
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("scheduler.max-threads", 1);
  return config;
}

/// A pool of healthy backends and a worker's dispatcher.
class stage {
public:
  stage(std::size_t backends, algorithm which)
      : which_(which)
      , dispatcher_(io_.get_executor(), mailroom_, strategy_, addresses_, {metrics_}, idle_) {
    for (actors::balancing::backend_id id = 1; id <= backends; ++id) {
      const auto url = config::backend_url::parse("http://10.0.0.1:" + std::to_string(id)).value();
      auto live_load = std::make_shared<actors::balancing::live_load>();
      auto counters = std::make_shared<observability::backend_counters>();
      auto actor = actors::spawn_backend(system_, {.id = id, .url = url, .live_load = live_load, .counters = counters});
      auto& e = members_.entries().emplace_back();
      e.who = std::make_shared<const actors::member>(
          actors::member{id, url, actors::balancing::hash_of(url.authority()), actor, live_load, counters});
      e.health = actors::health::state::healthy;
      e.weight = id % 5 + 1;
    }
  }

  ~stage() {
    dispatcher_.stop();
    strategy_ = nullptr;
  }

  stage(const stage&) = delete;
  stage& operator=(const stage&) = delete;

  actors::pool_view_ptr make_view() {
    return members_.make_view(++version_, which_, settings_.balancing, nullptr, false);
  }

  /// The first backend becomes ill, or well again.
  void flip_one() {
    auto& health = members_.entries().front().health;
    health =
        health == actors::health::state::healthy ? actors::health::state::unhealthy : actors::health::state::healthy;
  }

  net::upstream::dispatcher& dispatcher() noexcept { return dispatcher_; }

private:
  const algorithm which_;
  const config::settings settings_;
  std::uint64_t version_ = 0;
  net::asio::io_context io_;
  net::io::address_book addresses_{io_};
  observability::request_metrics metrics_;
  actors::worker_mailroom mailroom_{system_, [] {}};
  net::upstream::idle_allowance idle_;
  caf::actor_system_config config_;
  caf::actor_system system_{configured(config_)};
  actors::roster members_; // whose actors must have ended before the system does
  actors::strategy_actor strategy_ =
      actors::spawn_strategy(system_, 1, std::make_shared<std::atomic<std::uint64_t>>(0));
  net::upstream::dispatcher dispatcher_;
};

/// The time for which a worker does nothing else, if one of so many backends has changed and it has used all of them.
void take_view(benchmark::State& state, algorithm which) {
  const auto backends = static_cast<std::size_t>(state.range(0));
  stage on(backends, which);
  auto view = on.make_view();
  on.dispatcher().adopt(view);
  for (std::size_t i = 0; i < 3 * backends; ++i)
    benchmark::DoNotOptimize(on.dispatcher().pick({.key = std::to_string(i)}));
  for (auto _ : state) {
    state.PauseTiming();
    on.flip_one();
    auto next = on.make_view();
    state.ResumeTiming();
    on.dispatcher().adopt(next);
    state.PauseTiming();
    view = std::move(next); // freed here, as the pool does it
    state.ResumeTiming();
  }
}

/// Off the workers.
void make_view(benchmark::State& state, algorithm which) {
  stage on(static_cast<std::size_t>(state.range(0)), which);
  for (auto _ : state)
    benchmark::DoNotOptimize(on.make_view());
}

// One algorithm for each kind of plan. A fixed number of views: most of the time goes into making them, untimed.
#define VIEWS(which)                                                                                                   \
  BENCHMARK_CAPTURE(take_view, which, algorithm::which)->Arg(100)->Arg(10'000)->Iterations(50);                        \
  BENCHMARK_CAPTURE(make_view, which, algorithm::which)->Arg(100)->Arg(10'000)

VIEWS(round_robin);
VIEWS(weighted_round_robin);
VIEWS(least_connections);
VIEWS(peak_ewma);
VIEWS(ip_hash);

} // namespace
