// What the actors add to one request on its worker: a pick, and the reports that it was opened and closed.

#include "actors/backend_actor.hpp"
#include "actors/pool_view.hpp"
#include "actors/strategy_actor.hpp"
#include "actors/worker_mailroom.hpp"

#include <benchmark/benchmark.h>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <string>

namespace {

using namespace loadex::actors;
using loadex::config::algorithm;

caf::actor_system_config& configured(caf::actor_system_config& config) {
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("scheduler.max-threads", 1);
  return config;
}

/// Healthy backends without probes, shared by all threads of a benchmark.
class stage {
public:
  explicit stage(std::size_t backends) {
    auto view = std::make_shared<pool_view>();
    for (balancing::backend_id id = 1; id <= backends; ++id) {
      const auto url = loadex::config::backend_url::parse("http://10.0.0.1:" + std::to_string(id));
      auto vitals = std::make_shared<backend_vitals>();
      auto actor = spawn_backend(system, {id, url, {}, vitals, probe_actor{}, {}});
      view->available.push_back({id, 1, id * 0x9e3779b97f4a7c15, &vitals->in_flight});
      view->member_of.push_back(id - 1);
      view->members.push_back(std::make_shared<const member>(member{id, 1, url, actor, vitals}));
    }
    pool = std::move(view);
  }

  caf::actor_system_config config;
  caf::actor_system system{configured(config)};
  pool_view_ptr pool;
};

/// One worker: its strategy actor and its mailroom.
class worker {
public:
  worker(stage& on, algorithm which)
      : pool_(on.pool)
      , mailroom_(on.system, [] {})
      , strategy_(spawn_strategy(on.system, which, 1, std::make_shared<std::atomic<std::uint64_t>>(0))) {
    mailroom_.send(strategy_, view_update{pool_});
  }

  const member& pick() {
    std::optional<std::size_t> choice;
    mailroom_.send(strategy_, pick_request{&ask_, &choice});
    return *pool_->members[pool_->member_of[*choice]];
  }

  void report(const member& to, traffic_report what) { mailroom_.send(to.actor, what); }

private:
  pool_view_ptr pool_;
  worker_mailroom mailroom_;
  strategy_actor strategy_;
  balancing::query ask_{.client = "203.0.113.77", .target = "/index.html?page=1"};
};

void pick(benchmark::State& state, algorithm which) {
  stage on{static_cast<std::size_t>(state.range(0))};
  worker me{on, which};
  for (auto _ : state)
    benchmark::DoNotOptimize(me.pick());
}

std::unique_ptr<stage> shared;

/// One worker for each thread; the backend actors are shared by all of them.
void pick_open_close(benchmark::State& state, algorithm which) {
  worker me{*shared, which};
  for (auto _ : state) {
    const member& chosen = me.pick();
    me.report(chosen, {.opened = 1});
    me.report(chosen, {.closed = 1, .succeeded = true});
  }
}

void on_shared_backends(benchmark::internal::Benchmark* benchmark) {
  benchmark->Setup([](const benchmark::State&) { shared = std::make_unique<stage>(5); })
      ->Teardown([](const benchmark::State&) { shared.reset(); })
      ->ThreadRange(1, 2)
      ->UseRealTime();
}

BENCHMARK_CAPTURE(pick, round_robin, algorithm::round_robin)->Arg(5)->Arg(10'000);
BENCHMARK_CAPTURE(pick, weighted_round_robin, algorithm::weighted_round_robin)->Arg(5)->Arg(10'000);
BENCHMARK_CAPTURE(pick, least_connections, algorithm::least_connections)->Arg(5)->Arg(10'000);
BENCHMARK_CAPTURE(pick, ip_hash, algorithm::ip_hash)->Arg(5)->Arg(10'000);
BENCHMARK_CAPTURE(pick_open_close, round_robin, algorithm::round_robin)->Apply(on_shared_backends);
BENCHMARK_CAPTURE(pick_open_close, least_connections, algorithm::least_connections)->Apply(on_shared_backends);

} // namespace
