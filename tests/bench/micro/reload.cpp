// What a reload of a large pool costs: until its view is published, and for how long a worker does nothing else.

#include "actors/pool/pool_actor.hpp"
#include "actors/pool/pool_view.hpp"
#include "actors/runtime/compat.hpp"
#include "actors/runtime/worker_mailroom.hpp"
#include "actors/strategy/strategy_actor.hpp"
#include "net/io/address_book.hpp"
#include "net/upstream/dispatcher.hpp"

#include <benchmark/benchmark.h>
#include <boost/asio/post.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <string>
#include <vector>

namespace {

using namespace loadex;
using clock_type = std::chrono::steady_clock;

/// Finds every backend healthy, at once.
class healthy_prober final : public actors::prober {
public:
  void probe(const config::backend_url&, const config::health_settings&, callback done) override {
    done({true, base::reason::none, ""});
  }
};

caf::actor_system_config& configured(caf::actor_system_config& config) {
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("scheduler.max-threads", 1);
  return config;
}

/// The backends from `first` on, so many, with weights that `salt` varies.
config::snapshot::pool pool_of(std::size_t first, std::size_t backends, std::size_t salt) {
  config::snapshot::pool wanted{{"main", config::algorithm::weighted_round_robin, {}, {}}, {}};
  for (std::size_t i = first; i < first + backends; ++i)
    wanted.how.backends.push_back(
        {config::backend_url::parse("http://10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250) + ":80")
             .value(),
         static_cast<std::uint32_t>((i + salt) % 5 + 1),
         false,
         {},
         {}});
  return wanted;
}

/// A pool, and the thread that measures as its only worker.
class stage {
public:
  explicit stage(std::size_t backends)
      : backends_(backends)
      , wanted_{pool_of(0, backends, 0), pool_of(backends / 2, backends, 1)}
      , pool_(actors::spawn_pool(system_, {{{"configuration"}, wanted_[0]}, &io_, 1, turns_}))
      , dispatcher_(context_.get_executor(), mailroom_, actors::spawn_strategy(system_, 1, turns_), addresses_,
                    {metrics_}, idle_) {
    actors::tell(pool_, actors::subscribe{[this](actors::pool_view_ptr view) {
                   {
                     const std::lock_guard lock(mutex_);
                     newest_ = std::move(view);
                   }
                   news_.notify_one();
                 }});
    work_until_settled();
  }

  ~stage() {
    dispatcher_.stop();
    newest_ = nullptr;
    actors::end_actor(pool_);
  }

  stage(const stage&) = delete;
  stage& operator=(const stage&) = delete;

  struct cost {
    clock_type::duration until_view{};
    clock_type::duration longest_hold{}; // of the worker, until all is over
  };

  /// Half of the backends are exchanged, the others have other weights.
  cost reload() {
    turn_ = 1 - turn_;
    std::atomic<clock_type::duration> until_view{clock_type::duration::zero()};
    actors::reconfigure order{{"configuration"}, wanted_[turn_], std::chrono::seconds(10)};
    const auto begun = clock_type::now();
    order.reply = actors::reply_slot<actors::membership_change>{
        [&until_view, begun](const auto&) { until_view = clock_type::now() - begun; }};
    actors::tell(pool_, std::move(order));
    cost seen;
    while (until_view.load() == clock_type::duration::zero())
      seen.longest_hold = std::max(seen.longest_hold, work());
    seen.longest_hold = std::max(seen.longest_hold, work_until_settled());
    seen.until_view = until_view;
    use_all();
    return seen;
  }

private:
  /// Takes over the newest view, once there is one. How long it took.
  clock_type::duration work() {
    actors::pool_view_ptr view;
    {
      std::unique_lock lock(mutex_);
      news_.wait_for(lock, std::chrono::milliseconds(10), [this] { return newest_ != nullptr; });
      view = std::exchange(newest_, nullptr);
    }
    context_.restart();
    context_.poll();
    if (!view)
      return {};
    const auto begun = of_this_thread();
    dispatcher_.adopt(view);
    return of_this_thread() - begun;
  }

  /// CPU time: who else runs on the machine is not the worker's doing.
  static clock_type::duration of_this_thread() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
  }

  /// Until everybody who is wanted is healthy, and nobody else is there.
  clock_type::duration work_until_settled() {
    clock_type::duration longest{};
    do
      longest = std::max(longest, work());
    while (dispatcher_.view()->members.size() != backends_ || dispatcher_.view()->plan.all.size() != backends_);
    return longest;
  }

  void use_all() {
    for (std::size_t i = 0; i < 4 * backends_; ++i)
      benchmark::DoNotOptimize(dispatcher_.pick({}));
  }

  const std::size_t backends_;
  const std::vector<config::snapshot::pool> wanted_;
  std::size_t turn_ = 0;
  healthy_prober io_;
  net::asio::io_context context_;
  net::io::address_book addresses_{context_};
  observability::request_metrics metrics_;
  net::upstream::idle_allowance idle_;
  std::mutex mutex_;
  std::condition_variable news_;
  actors::pool_view_ptr newest_;
  caf::actor_system_config config_;
  caf::actor_system system_{configured(config_)};
  const actors::balancing::shared_turns turns_ = std::make_shared<std::atomic<std::uint64_t>>(0);
  actors::pool_actor pool_;
  actors::worker_mailroom mailroom_{system_, [this] { net::asio::post(context_, [this] { mailroom_.drain(); }); }};
  net::upstream::dispatcher dispatcher_;
};

void measure(benchmark::State& state, clock_type::duration stage::cost::*what) {
  stage on(static_cast<std::size_t>(state.range(0)));
  on.reload();
  clock_type::duration longest{};
  for (auto _ : state) {
    const auto cost = on.reload().*what;
    longest = std::max(longest, cost);
    state.SetIterationTime(std::chrono::duration<double>(cost).count());
  }
  state.counters["longest"] = std::chrono::duration<double>(longest).count();
}

/// From the order to the view that shows it.
void reload_until_view(benchmark::State& state) {
  measure(state, &stage::cost::until_view);
}

/// The longest time for which a worker takes over one view, of all that a reload makes.
void reload_held_up(benchmark::State& state) {
  measure(state, &stage::cost::longest_hold);
}

BENCHMARK(reload_until_view)->Arg(100)->Arg(10'000)->Iterations(5)->UseManualTime();
BENCHMARK(reload_held_up)->Arg(100)->Arg(10'000)->Iterations(5)->UseManualTime();

} // namespace
