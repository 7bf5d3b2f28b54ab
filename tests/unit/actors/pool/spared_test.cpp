#include "tests/support/pool_fixture.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

// How many backends can be out for requests that broke while their probes find them well.

using namespace loadex::actors;
using namespace std::chrono_literals;
using health::state;
using loadex::base::reason;
using loadex::observability::decider;
using loadex::observability::event_kind;
using loadex::tests::dead;
using loadex::tests::url;

namespace {

struct fixture : loadex::tests::pool_fixture {
  explicit fixture(int backends, const loadex::config::circuit_settings& circuit = {})
      : pool_fixture(some(backends), settings(circuit)) {
    run();
  }

  /// As many requests break at backend `index` as take it out.
  void break_requests(std::size_t index) { report(index, {.failed = 5, .trailing_failures = 5, .why = reason::reset}); }

  void break_requests_everywhere() {
    for (std::size_t i = 0; i < view->members.size(); ++i)
      break_requests(i);
  }

  std::size_t count(health::state wanted) const {
    return static_cast<std::size_t>(std::ranges::count(view->states, wanted));
  }

  std::size_t count(event_kind wanted) const {
    return static_cast<std::size_t>(std::ranges::count(events, wanted, [](const auto& e) { return e->kind; }));
  }

private:
  static std::vector<loadex::config::backend_settings> some(int count) {
    std::vector<loadex::config::backend_settings> all;
    for (int number = 1; number <= count; ++number)
      all.push_back(loadex::tests::backend(number));
    return all;
  }

  static loadex::config::settings settings(const loadex::config::circuit_settings& circuit) {
    loadex::config::settings all;
    all.circuit = circuit;
    return all;
  }
};

} // namespace

TEST_CASE("a page that breaks at every backend takes out no more than may be ejected, and the pool is never down") {
  fixture f{3};
  for (int second = 0; second < 300; ++second) {
    f.break_requests_everywhere();
    REQUIRE(f.count(state::healthy) >= 2);
    REQUIRE_FALSE(f.view->down);
    f.advance(1s);
  }
  CHECK(f.count(event_kind::backend_ejected) > 0);
  CHECK(f.count(event_kind::pool_down) == 0);
}

TEST_CASE("a backend that is spared is told so, with the reason, and once a minute as long as requests break there") {
  fixture f{2};
  f.break_requests(0);
  CHECK(f.state(0) == state::unhealthy);
  CHECK(f.count(event_kind::backend_spared) == 0);
  for (int i = 0; i < 100; ++i)
    f.break_requests(1);
  REQUIRE(f.events.back()->kind == event_kind::backend_spared);
  CHECK(f.events.back()->by == decider::pool);
  CHECK(f.events.back()->backend == url(2));
  CHECK(f.events.back()->why == reason::reset);
  CHECK(f.events.back()->detail == "5 requests in a row broke, but no more may be out for that");
  CHECK(f.count(event_kind::backend_spared) == 1);

  f.advance(61s);
  f.break_requests_everywhere();
  CHECK(f.count(event_kind::backend_spared) == 2);
}

TEST_CASE("a backend that was spared is taken out when another is back") {
  fixture f{2};
  f.break_requests(0);
  f.break_requests(1);
  CHECK(f.available() == std::vector{url(2)});
  f.advance(2s); // a probe has found the first one well
  f.break_requests(1);
  CHECK(f.available() == std::vector{url(1)});
}

TEST_CASE("a pool of one stays, whatever becomes of requests, and so does the last that is available") {
  fixture one{1, {.most_ejected = 100}};
  one.break_requests(0);
  CHECK(one.state(0) == state::healthy);

  fixture f{4, {.most_ejected = 100}};
  f.disable(1);
  f.prober.script(url(2), dead());
  f.advance(10s);
  f.break_requests(2);
  f.break_requests(3);
  CHECK(f.available() == std::vector{url(4)});
}

TEST_CASE("nobody is taken out for broken requests if nobody may be ejected") {
  fixture f{3, {.most_ejected = 0}};
  f.break_requests_everywhere();
  CHECK(f.count(state::healthy) == 3);
}

TEST_CASE("those ejected count among those that are out for broken requests") {
  fixture f{4, {.outages = 1, .ejection = 30s}};
  f.break_requests(0);
  f.break_requests(1);
  f.advance(10s);
  REQUIRE(f.count(state::ejected) == 2);
  f.break_requests(2);
  CHECK(f.state(2) == state::healthy);
}

TEST_CASE("a backend that a probe finds down, too, makes room for another") {
  fixture f{4, {.most_ejected = 25}};
  f.break_requests(0);
  f.break_requests(1);
  CHECK(f.state(1) == state::healthy);
  f.prober.script(url(1), dead());
  f.advance(2s);
  f.break_requests(1);
  CHECK(f.state(1) == state::unhealthy);
  CHECK(f.count(state::healthy) == 2);
}

TEST_CASE("a backend of weight 0 neither counts among those that may be out, nor as the other that stays") {
  fixture f{6};
  for (balancing::backend_id id = 1; id <= 4; ++id)
    f.weigh(id, 0);
  for (std::size_t i = 4; i < 6; ++i)
    f.break_requests(i);
  CHECK(f.available() == std::vector{url(6), url(1), url(2), url(3), url(4)});

  f.weigh(1, 1);
  f.weigh(2, 1); // of four, two may be out
  f.break_requests(5);
  CHECK(f.state(5) == state::unhealthy);
}

TEST_CASE("failed connects take out whoever they befall") {
  fixture f{3};
  for (std::size_t i = 0; i < 3; ++i)
    f.report(i, {.failed_connects = 1, .why = reason::connect_refused});
  CHECK(f.count(state::healthy) == 0);
}

TEST_CASE("requests that break at a backend that drains do not take it out") {
  fixture f{3};
  f.report(0, {.opened = 6});
  f.drain(1);
  f.report(0, {.closed = 5, .failed = 5, .trailing_failures = 5, .why = reason::reset});
  f.enable(1);
  CHECK(f.state(0) == state::healthy);
  f.report(0, {.closed = 1});
}

TEST_CASE("when backends leave service, those come back that would be too many out for broken requests") {
  fixture f{4};
  f.break_requests(0);
  f.break_requests(1);
  REQUIRE(f.count(state::unhealthy) == 2);
  f.disable(3);
  CHECK(f.state(0) == state::healthy);
  CHECK(f.state(1) == state::unhealthy);
  CHECK(f.events.back()->kind == event_kind::backend_up);
  CHECK(f.events.back()->by == decider::pool);
}

TEST_CASE("when nobody else is left, a backend whose probes find it well is not kept out") {
  fixture f{2, {.outages = 1, .ejection = 30s}};
  f.break_requests(0);
  f.advance(10s);
  REQUIRE(f.state(0) == state::ejected);
  f.report(1, {.failed_connects = 1, .why = reason::connect_refused});
  CHECK(f.available() == std::vector{url(1)});
  CHECK(f.state(0) == state::healthy);
  CHECK(f.count(event_kind::pool_down) == 0);
}

TEST_CASE("when nobody else is left, a backend whose probes find it down stays out") {
  fixture f{2, {.outages = 1, .ejection = 30s}};
  f.break_requests(0);
  f.prober.script(url(1), dead());
  f.advance(10s);
  f.report(1, {.failed_connects = 1, .why = reason::connect_refused});
  CHECK(f.available().empty());
  CHECK(f.state(0) == state::ejected);
  CHECK(f.view->down);
}

TEST_CASE(
    "when nobody else is left but on trial, which takes not every request, a backend that is well is not kept out") {
  fixture f{2, {.outages = 1, .ejection = 10s}};
  f.break_requests(0);
  f.advance(2s);
  REQUIRE(f.count(event_kind::backend_ejected) == 1);
  f.advance(10s);
  REQUIRE(f.count(event_kind::backend_on_trial) == 1);

  f.report(1, {.failed_connects = 1, .why = reason::connect_refused});

  CHECK(f.state(0) == state::healthy);
  CHECK_FALSE(f.view->plan.all.front().on_trial);
}
