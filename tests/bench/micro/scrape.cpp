// What a page of metrics takes of the control thread: all of it, and the longest that it is held up at a time.

#include "observability/metrics/metrics_page.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace loadex::observability;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr std::size_t workers = 2;

/// That this thread has had of a CPU: what others take meanwhile is not its doing.
nanoseconds cpu_time() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return std::chrono::seconds(spent.tv_sec) + nanoseconds(spent.tv_nsec);
}

/// So many backends, of which every worker has had answers.
class stage {
public:
  explicit stage(std::int64_t backends) {
    for (std::int64_t i = 0; i < backends; ++i) {
      const auto url = "http://10.0.0.1:" + std::to_string(i);
      all_.push_back(
          {.pool = "main", .backend = url, .state = "healthy", .counted = std::make_shared<const backend_counters>()});
      for (std::size_t worker = 0; worker < workers; ++worker) {
        auto& holder = metrics_.shard(worker, "main", url)->count(0, 200, 3ms);
        holder.slot().keep("0123456789abcdef0123456789abcdef", 3ms, exemplar::time(1s), 1);
      }
    }
  }

  /// Makes a page, and tells `took` how long each piece did.
  template <class Took>
  void scrape(Took took) {
    auto begun = cpu_time();
    auto page = std::make_unique<metrics_page>(
        scraped{.requests = metrics_,
                .reloads = reloads_,
                .access = access_,
                .workers = workers_,
                .backends = all_,
                .states = {"checking", "healthy", "unhealthy", "draining", "disabled", "ejected"},
                .circuits = {"closed", "open", "half-open"}},
        exposition_format::openmetrics);
    for (bool more = true; more;) {
      std::string text;
      more = page->write_some(text);
      if (!more)
        page.reset();
      took(cpu_time() - begun);
      begun = cpu_time();
    }
  }

private:
  request_metrics metrics_;
  reload_counters reloads_;
  worker_counts workers_;
  access_log access_;
  std::vector<backend_gauges> all_;
};

void scrape(benchmark::State& state) {
  stage at(state.range(0));
  for (auto _ : state)
    at.scrape([](auto) {});
}
BENCHMARK(scrape)->Arg(10)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMicrosecond);

void scrape_held_up(benchmark::State& state) {
  stage at(state.range(0));
  for (auto _ : state) {
    nanoseconds longest{};
    at.scrape([&](nanoseconds took) { longest = std::max(longest, took); });
    state.SetIterationTime(std::chrono::duration<double>(longest).count());
  }
}
BENCHMARK(scrape_held_up)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMicrosecond)->UseManualTime()->Iterations(20);

} // namespace
