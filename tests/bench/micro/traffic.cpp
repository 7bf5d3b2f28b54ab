// What the history of the traffic takes of the control thread: a second, new backends at a time, and more than there
// were room for in steps as long as they were.

#include "observability/traffic/traffic_history.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace loadex::observability;
using namespace std::chrono_literals;

constexpr std::size_t workers = 2;

/// A pool of so many backends, each of which both workers know.
class stage {
public:
  explicit stage(std::uint32_t backends) {
    const std::vector<std::pair<std::uint64_t, std::string>> pools{{1, "main"}};
    history.adopt(pools);
    have(backends);
    while (history.admit_some())
      ;
  }

  void have(std::uint32_t backends) {
    for (auto id = static_cast<std::uint32_t>(all_.size()) + 1; id <= backends; ++id) {
      auto load = std::make_shared<std::atomic<std::int32_t>>(1);
      const auto& one = all_.emplace_back(backend_to_watch{id, "http://10.0.0.1:" + std::to_string(id), load});
      for (std::size_t worker = 0; worker < workers; ++worker)
        shards_.push_back(counted_.shard(worker, "main", one.url));
    }
    history.adopt(1, all_);
  }

  /// Every backend has had a few requests.
  void be_busy() {
    for (const auto& shard : shards_)
      for (const auto took : {300us, 1'000us, 20'000us})
        shard->count(0, 200, took);
  }

private:
  request_metrics counted_;
  std::vector<backend_to_watch> all_;
  std::vector<std::shared_ptr<request_shard>> shards_; // of all, and of each worker

public:
  traffic_history history{counted_};
};

void a_second(benchmark::State& state) {
  stage at(static_cast<std::uint32_t>(state.range(0)));
  watched_traffic::time now{};
  for (auto _ : state) {
    state.PauseTiming();
    at.be_busy();
    state.ResumeTiming();
    at.history.tick(now += 1s);
  }
  state.counters["MiB"] = static_cast<double>(at.history.memory()) / (1024 * 1024);
}
BENCHMARK(a_second)->Arg(10)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMicrosecond)->Iterations(300);

void admitting_some(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    auto at = std::make_unique<stage>(1);
    at->have(10'000);
    state.ResumeTiming();
    at->history.admit_some();
    state.PauseTiming();
    at.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(admitting_some)->Unit(benchmark::kMicrosecond)->Iterations(20);

void one_too_many(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    auto at = std::make_unique<stage>(static_cast<std::uint32_t>(traffic_history::fine));
    for (unsigned second = 0; second < traffic_track::seconds_kept; ++second)
      at->history.tick({});
    state.ResumeTiming();
    at->have(static_cast<std::uint32_t>(traffic_history::fine) + 1);
    state.PauseTiming();
    at.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(one_too_many)->Unit(benchmark::kMicrosecond)->Iterations(5);

} // namespace
