// What the actors add to one request on its worker: a pick, and the reports that it was opened and closed.

#include "actors/backend/backend_actor.hpp"
#include "actors/balancing/hash.hpp"
#include "actors/pool/pool_view.hpp"
#include "actors/runtime/worker_mailroom.hpp"
#include "actors/strategy/strategy_actor.hpp"

#include <benchmark/benchmark.h>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <string>
#include <vector>

namespace {

using namespace loadex::actors;
using namespace std::chrono_literals;
using loadex::config::algorithm;

caf::actor_system_config& configured(caf::actor_system_config& config) {
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("scheduler.max-threads", 1);
  return config;
}

/// Healthy backends without probes, shared by all threads of a benchmark.
class stage {
public:
  stage(std::size_t backends, algorithm which) {
    auto view = std::make_shared<pool_view>();
    balancing::candidates all;
    for (balancing::backend_id id = 1; id <= backends; ++id) {
      const auto url = loadex::config::backend_url::parse("http://10.0.0.1:" + std::to_string(id)).value();
      auto live_load = std::make_shared<balancing::live_load>();
      auto counters = std::make_shared<loadex::observability::backend_counters>();
      auto actor = spawn_backend(
          system, {.id = id, .url = url, .terms = {.load = load}, .live_load = live_load, .counters = counters});
      const auto identity = balancing::hash_of(url.authority());
      all.push_back({id, 1, identity, live_load.get()});
      view->member_of.push_back(id - 1);
      view->members.push_back(std::make_shared<const member>(member{id, url, identity, actor, live_load, counters}));
    }
    view->plan = make_plan(which, {}, std::move(all), backends, load);
    pool = std::move(view);
  }

  caf::actor_system_config config;
  caf::actor_system system{configured(config)};
  balancing::shared_load load = std::make_shared<std::atomic<std::int64_t>>(0);
  pool_view_ptr pool;
};

/// Addresses of clients: so many that neither caches nor branch predictors know them by heart.
std::vector<std::string> many_keys() {
  std::vector<std::string> keys;
  keys.reserve(4'096);
  for (int i = 0; i < 4'096; ++i)
    keys.push_back("203.0." + std::to_string(i / 256) + "." + std::to_string(i % 256));
  return keys;
}

/// One worker: its strategy actor and its mailroom.
class worker {
public:
  explicit worker(stage& on)
      : pool_(on.pool)
      , mailroom_(on.system, [] {})
      , strategy_(spawn_strategy(on.system, 1, std::make_shared<std::atomic<std::uint64_t>>(0))) {
    mailroom_.send(strategy_, view_update{pool_});
  }

  const member& pick() {
    ask_.key = keys_[turn_++ % keys_.size()];
    std::optional<std::size_t> choice;
    mailroom_.send(strategy_, pick_request{&ask_, &choice});
    return *pool_->members[pool_->member_of[*choice]];
  }

  void report(const member& to, traffic_report what) { mailroom_.send(to.actor, what); }

private:
  pool_view_ptr pool_;
  worker_mailroom mailroom_;
  strategy_actor strategy_;
  balancing::query ask_;
  const std::vector<std::string> keys_ = many_keys();
  std::size_t turn_ = 0;
};

void pick(benchmark::State& state, algorithm which) {
  stage on{static_cast<std::size_t>(state.range(0)), which};
  worker me{on};
  for (auto _ : state)
    benchmark::DoNotOptimize(me.pick());
}

std::unique_ptr<stage> shared;

/// One worker for each thread; the backend actors are shared by all of them.
void pick_open_close(benchmark::State& state) {
  worker me{*shared};
  for (auto _ : state) {
    const member& chosen = me.pick();
    me.report(chosen, {.opened = 1});
    me.report(chosen, {.closed = 1, .succeeded = 1});
  }
}

template <algorithm which>
void on_shared_backends(benchmark::internal::Benchmark* benchmark) {
  benchmark->Setup([](const benchmark::State&) { shared = std::make_unique<stage>(5, which); })
      ->Teardown([](const benchmark::State&) { shared.reset(); })
      ->ThreadRange(1, 2)
      ->UseRealTime();
}

BENCHMARK(pick_open_close)->Name("pick_open_close/roundrobin")->Apply(on_shared_backends<algorithm::round_robin>);
BENCHMARK(pick_open_close)->Name("pick_open_close/ewma")->Apply(on_shared_backends<algorithm::peak_ewma>);

/// A pick by every algorithm, from pools small and large.
const bool registered = [] {
  for (const auto& a : loadex::config::algorithms())
    benchmark::RegisterBenchmark(("pick/" + std::string(a.name)).c_str(), pick, a.which)
        ->Arg(5)
        ->Arg(100)
        ->Arg(1'000)
        ->Arg(10'000);
  return true;
}();

} // namespace
