#include "tests/support/pool_fixture.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace loadex::actors;
using namespace std::chrono_literals;
using health::state;
using loadex::base::reason;
using loadex::observability::event_kind;
using loadex::tests::alive;
using loadex::tests::backend;
using loadex::tests::url;

namespace {

/// Backends whose circuit opens at the first outage.
struct fixture : loadex::tests::pool_fixture {
  explicit fixture(int backends, unsigned most_ejected = 50, loadex::config::all_down when_all_down = {})
      : pool_fixture(some(backends), settings(most_ejected, when_all_down)) {
    run();
  }

  /// A request finds that backend `index` is gone.
  void break_down(std::size_t index) { report(index, {.failed_connects = 1, .why = reason::connect_refused}); }

  std::size_t count(health::state wanted) const {
    return static_cast<std::size_t>(std::ranges::count(view->states, wanted));
  }

  place ask(std::size_t index) {
    std::optional<place> got;
    send(view->members[index]->actor,
         request_place{&got, true, true, reply_slot<place>{[&](auto answer) { got = answer; }}});
    return got.value();
  }

private:
  static std::vector<loadex::config::backend_settings> some(int count) {
    std::vector<loadex::config::backend_settings> all;
    for (int number = 1; number <= count; ++number)
      all.push_back(backend(number));
    return all;
  }

  static loadex::config::settings settings(unsigned most_ejected, loadex::config::all_down when_all_down) {
    loadex::config::settings all;
    all.circuit = {.outages = 1, .ejection = 30s, .most_ejected = most_ejected};
    all.health.slow_start = 0s;
    all.health.when_all_down = when_all_down;
    return all;
  }
};

} // namespace

TEST_CASE("a backend that fails too often is ejected though its probes find it well, then on trial, then back") {
  fixture f{2};
  f.break_down(0);
  CHECK(f.state(0) == state::ejected);
  CHECK(f.available() == std::vector{url(2)});
  f.advance(10s); // probes have found it well
  CHECK(f.state(0) == state::ejected);
  CHECK(f.available() == std::vector{url(2)});

  f.advance(20s);
  CHECK(f.state(0) == state::ejected);
  CHECK(f.available() == std::vector{url(1), url(2)});
  CHECK(f.view->plan.all[0].on_trial);
  CHECK(f.ask(0) == place::trial);
  f.send(f.view->members[0]->actor, trial_result{trial_result::outcome::passed});
  CHECK(f.state(0) == state::healthy);
  CHECK_FALSE(f.view->plan.all[0].on_trial);
  CHECK(f.happened() == std::vector<std::string>{"backend up", "backend up", "backend down", "backend ejected",
                                                 "backend on trial", "backend up"});
  const auto told = f.explain().backends[0];
  CHECK(told.state == state::healthy);
}

TEST_CASE("a trial that fails is an ejection more, and what probes find meanwhile is no news") {
  fixture f{2};
  f.break_down(0);
  f.advance(30s);
  REQUIRE(f.view->plan.all[0].on_trial);
  f.prober.script(url(1), loadex::tests::dead());
  f.advance(6s);
  CHECK(f.available() == std::vector{url(2)}); // nobody is sent there for a trial
  f.prober.script(url(1), alive());
  f.advance(6s);
  REQUIRE(f.view->plan.all[0].on_trial);
  CHECK(f.ask(0) == place::trial);
  f.send(f.view->members[0]->actor, trial_result{trial_result::outcome::failed, reason::reset});
  CHECK(f.state(0) == state::ejected);
  const auto happened = f.happened();
  CHECK(std::ranges::count(happened, "backend down") == 1);
  CHECK(std::ranges::count(happened, "backend ejected") == 2);
  CHECK(f.explain().backends[0].reason == reason::reset);
}

TEST_CASE("a backend that its probes find down during a trial can still be ejected again, and that is told") {
  fixture f{2};
  f.break_down(0);
  f.advance(30s);
  CHECK(f.ask(0) == place::trial);
  f.prober.script(url(1), loadex::tests::dead());
  f.advance(6s);
  f.send(f.view->members[0]->actor, trial_result{trial_result::outcome::failed, reason::reset});
  CHECK(f.happened().back() == "backend ejected");
}

TEST_CASE("an ejected backend is explained by what took it out") {
  fixture f{2};
  f.break_down(0);
  const auto told = f.explain().backends[0];
  CHECK(told.state == state::ejected);
  CHECK(told.reason == reason::connect_refused);
  CHECK(told.detail == "for 30000 ms");
  CHECK(told.why == selection::unavailable);
}

TEST_CASE("no more than their share of the backends in service is ejected at a time") {
  fixture f{5, 40};
  for (std::size_t i = 0; i < 5; ++i)
    f.break_down(i);
  CHECK(f.count(state::ejected) == 2);
  CHECK(f.count(state::unhealthy) == 3);
}

TEST_CASE("the only backend is never ejected") {
  fixture f{1};
  f.break_down(0);
  CHECK(f.state(0) == state::unhealthy);
}

TEST_CASE("when backends leave service, those are readmitted that would be too many ejected") {
  fixture f{4};
  f.break_down(0);
  f.advance(2s);
  f.break_down(1);
  f.advance(2s);
  REQUIRE(f.count(state::ejected) == 2);
  f.disable(3);
  CHECK(f.state(0) == state::healthy); // it has been out for longer
  CHECK(f.state(1) == state::ejected);
}

TEST_CASE("when nobody is available the view says since when and why, and events tell") {
  fixture f{2, 0};
  CHECK_FALSE(f.view->down);
  f.break_down(0);
  CHECK_FALSE(f.view->down);
  f.break_down(1);
  REQUIRE(f.view->down);
  CHECK(f.view->down->why == reason::connect_refused);
  CHECK(f.available().empty());
  CHECK(f.events.back()->kind == event_kind::pool_down);
  CHECK(f.events.back()->detail.find(url(2)) != std::string::npos);

  f.advance(2s);
  CHECK_FALSE(f.view->down);
  CHECK(f.count(state::healthy) == 2);
  const auto happened = f.happened();
  CHECK(std::ranges::count(happened, "pool up") == 1);
  CHECK(std::ranges::count(happened, "pool down") == 1);
}

TEST_CASE("when nobody is available and the pool is to try anyway, all in service are offered") {
  fixture f{3, 50, loadex::config::all_down::try_anyway};
  f.disable(3);
  f.break_down(0);
  CHECK(f.available() == std::vector{url(2)});
  f.break_down(1);
  CHECK(f.available() == std::vector{url(1), url(2)});
  CHECK(f.view->down);
}
