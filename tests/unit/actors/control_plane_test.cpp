#include "actors/control_plane.hpp"
#include "actors/pool/pool_view.hpp"
#include "actors/runtime/compat.hpp"
#include "actors/runtime/worker_mailroom.hpp"
#include "tests/support/e2e/eventually.hpp"

#include <caf/actor_registry.hpp>
#include <catch2/catch.hpp>

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

using namespace loadex::actors;
using namespace std::chrono_literals;

namespace {

/// Finds every backend healthy, at once. Any thread.
class healthy_prober final : public prober {
public:
  void probe(const loadex::config::backend_url&, const loadex::config::health_settings&, callback done) override {
    done({true, loadex::base::reason::none, ""});
  }
};

loadex::config::settings settings_with(int backends) {
  loadex::config::settings all;
  for (int number = 1; number <= backends; ++number)
    all.global.backends.push_back(
        {loadex::config::backend_url::parse("http://127.0.0.1:" + std::to_string(8000 + number)).value(), 1});
  return all;
}

/// What a worker's io_context is to its actors: views come in from any thread and are taken by the worker's own.
class inbox {
public:
  void put(pool_view_ptr view) {
    {
      std::lock_guard lock{mutex_};
      views_.push_back(std::move(view));
    }
    arrived_.notify_one();
  }

  std::deque<pool_view_ptr> take() {
    std::lock_guard lock{mutex_};
    return std::exchange(views_, {});
  }

  /// The first view that `satisfies`, or nothing if none comes in time.
  template <class Predicate>
  pool_view_ptr wait_for(Predicate satisfies) {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    std::unique_lock lock{mutex_};
    for (;;) {
      if (!arrived_.wait_until(lock, deadline, [this] { return !views_.empty(); }))
        return nullptr;
      auto view = std::move(views_.front());
      views_.pop_front();
      if (satisfies(*view))
        return view;
    }
  }

private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<pool_view_ptr> views_;
};

using outcome = membership_change::outcome;

/// Asks the pool for a change and waits for the answer.
template <class Order>
std::optional<outcome> change(const pool_actor& pool, Order order) {
  std::promise<std::optional<membership_change>> promised;
  auto answer = promised.get_future();
  order.reply = reply_slot<membership_change>{[&](auto given) { promised.set_value(given); }};
  tell(pool, std::move(order));
  if (answer.wait_for(10s) != std::future_status::ready)
    return std::nullopt;
  const auto given = answer.get();
  return given ? std::optional(given->what) : std::nullopt;
}

} // namespace

TEST_CASE("a control plane finds its backends healthy and stops without leaving an actor") {
  healthy_prober io;
  inbox views;
  control_plane control{*make_snapshot(settings_with(5)), io};
  control.pools().front()->add_view_sink([&](pool_view_ptr view) { views.put(std::move(view)); });
  auto strategy = control.pools().front()->spawn_strategy(1);
  const auto settled = views.wait_for([](const pool_view& view) { return view.settled(); });
  REQUIRE(settled);
  CHECK(settled->plan.all.size() == 5);
  CHECK(control.system().registry().running() == 12); // the pool, five pairs and the strategy

  strategy = nullptr;
  control.stop();
  CHECK(control.system().registry().running() == 0);
  CHECK_NOTHROW(control.stop());
}

TEST_CASE("a control plane stops though a view and a removed backend are still held") {
  healthy_prober io;
  inbox views;
  control_plane control{*make_snapshot(settings_with(2)), io};
  control.pools().front()->add_view_sink([&](pool_view_ptr view) { views.put(std::move(view)); });
  const auto held = views.wait_for([](const pool_view& view) { return view.settled(); });
  REQUIRE(held);
  CHECK(change(control.pools().front()->actor, remove_backend{held->members[0]->id, 0ms, {}}) == outcome::done);

  control.stop();
  CHECK(control.system().registry().running() == 0);
  tell(held->members[0]->actor, traffic_report{.closed = 1}); // too late, and harmless
}

TEST_CASE("a control plane stops while the pool is still changing") {
  for (int round = 0; round < 20; ++round) {
    healthy_prober io;
    control_plane control{*make_snapshot(settings_with(20)), io};
    for (int number = 100; number < 120; ++number)
      tell(control.pools().front()->actor, add_backend{settings_with(number).global.backends.back(), {}});
    control.stop();
    CHECK(control.system().registry().running() == 0);
  }
}

TEST_CASE("1 000 picks during 200 membership changes each find a backend, and every count returns to 0") {
  healthy_prober io;
  inbox views;
  auto settings = settings_with(3);
  settings.global.algo = loadex::config::algorithm::least_connections;
  control_plane control{*make_snapshot(settings), io};
  control.pools().front()->add_view_sink([&](pool_view_ptr view) { views.put(std::move(view)); });
  worker_mailroom mailroom{control.system(), [] {}};
  auto strategy = control.pools().front()->spawn_strategy(1);
  auto view = views.wait_for([](const pool_view& v) { return v.settled(); });
  REQUIRE(view);
  mailroom.send(strategy, view_update{view});

  int changes = 0;
  std::atomic<bool> all_asked{false};
  std::thread admin{[&] {
    const auto extra = settings_with(4).global.backends.back();
    for (int i = 0; i < 100; ++i) {
      changes += change(control.pools().front()->actor, add_backend{extra, {}}) == outcome::done;
      changes += change(control.pools().front()->actor, remove_backend{extra.url, 1min, {}}) == outcome::done;
    }
    all_asked = true;
  }};

  int unanswered = 0;
  std::vector<std::shared_ptr<const member>> used;
  const auto serve_one = [&] {
    for (auto& newer : views.take()) {
      view = std::move(newer);
      mailroom.send(strategy, view_update{view});
    }
    const balancing::query ask;
    std::optional<std::size_t> choice;
    mailroom.send(strategy, pick_request{&ask, &choice});
    if (!choice) {
      ++unanswered;
      return;
    }
    used.push_back(view->members[view->member_of[*choice]]);
    mailroom.send(used.back()->actor, traffic_report{.opened = 1});
    mailroom.send(used.back()->actor, traffic_report{.closed = 1, .succeeded = 1});
  };
  for (int picks = 0; picks < 1'000 || !all_asked; ++picks)
    serve_one();
  admin.join();

  CHECK(changes == 200);
  CHECK(unanswered == 0);
  strategy = nullptr;
  control.stop();
  CHECK(std::ranges::all_of(used, [](const auto& m) { return m->live_load->in_flight == 0; }));
}

namespace {

/// Pools of those names and as many backends each, which no two of them share.
loadex::config::snapshot_ptr snapshot_of(const std::vector<std::pair<std::string, int>>& pools) {
  loadex::config::settings all;
  all.outlier.factor = 3; // so a pool has a message to itself under way at any time
  for (const auto& [name, backends] : pools)
    all.pools.push_back({.name = name, .backends = settings_with(backends).global.backends});
  return loadex::config::make_snapshot(all);
}

struct watched_pools {
  healthy_prober io;
  control_plane control;

  explicit watched_pools(const std::vector<std::pair<std::string, int>>& pools)
      : control{*snapshot_of(pools), io} {}

  void adopt(const std::vector<std::pair<std::string, int>>& pools) { control.adopt(*snapshot_of(pools)); }

  std::vector<std::pair<std::string, std::uint64_t>> names_and_numbers() const {
    std::vector<std::pair<std::string, std::uint64_t>> all;
    for (const auto& pool : control.pools())
      all.emplace_back(pool->name, pool->number);
    return all;
  }

  /// Waits until so many actors are left.
  bool await_actors(std::size_t wanted) {
    return loadex::tests::e2e::eventually([&] { return control.system().registry().running() == wanted; });
  }
};

using numbered = std::vector<std::pair<std::string, std::uint64_t>>;

/// Whether `pool` comes to have that many healthy backends.
bool comes_to_have(const pool_ptr& pool, std::size_t backends) {
  const auto views = std::make_shared<inbox>();
  pool->add_view_sink([views](pool_view_ptr view) { views->put(std::move(view)); });
  return views->wait_for([&](const pool_view& v) { return v.plan.all.size() == backends; }) != nullptr;
}

} // namespace

TEST_CASE("each pool of a snapshot has its own actors and its own number") {
  watched_pools f{{{"api", 2}, {"web", 3}}};
  CHECK(f.names_and_numbers() == numbered{{"api", 1}, {"web", 2}});
  CHECK(comes_to_have(f.control.pools()[0], 2));
  CHECK(comes_to_have(f.control.pools()[1], 3));
  CHECK(f.control.system().registry().running() == (1 + 2 * 2) + (1 + 2 * 3));
}

TEST_CASE("the next snapshot changes pools by their name, starts new ones and lets go of those it has not") {
  watched_pools f{{{"api", 2}, {"web", 3}}};
  const auto web = f.control.pools()[1];
  f.adopt({{"web", 1}, {"img", 4}});
  CHECK(f.names_and_numbers() == numbered{{"web", 2}, {"img", 3}});
  CHECK(f.control.pools()[0] == web);
  CHECK(comes_to_have(f.control.pools()[0], 1));
  CHECK(comes_to_have(f.control.pools()[1], 4));
}

TEST_CASE("a pool ends when the last who holds it lets go, and with it all its actors") {
  watched_pools f{{{"api", 2}, {"web", 3}}};
  auto held = f.control.pools()[0];
  CHECK(comes_to_have(held, 2));
  f.adopt({{"web", 3}});
  auto strategy = held->spawn_strategy(1);
  CHECK(comes_to_have(held, 2)); // it goes on for those who still use it
  strategy = nullptr;
  std::thread{[&] { held.reset(); }}.join();
  CHECK(f.await_actors(1 + 2 * 3));
}

TEST_CASE("a pool that comes back under its name is another one") {
  watched_pools f{{{"api", 1}, {"web", 1}}};
  f.adopt({{"web", 1}});
  f.adopt({{"web", 1}, {"api", 1}});
  CHECK(f.names_and_numbers() == numbered{{"web", 2}, {"api", 3}});
}

TEST_CASE("stopping ends the pools that were let go of and are still held by others") {
  watched_pools f{{{"api", 2}, {"web", 3}}};
  const auto held = f.control.pools()[0];
  f.adopt({{"web", 3}});
  f.control.stop();
  CHECK(f.control.system().registry().running() == 0);
}
