#include "actors/balancing/latency_estimate.hpp"
#include "tests/support/backend_fixture.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace loadex::actors;
using namespace std::chrono_literals;
using fixture = loadex::tests::backend_fixture;
using health::state;
using loadex::base::reason;

TEST_CASE("a probe that found no descriptor for itself says nothing of the backend and is repeated") {
  fixture f;
  f.verdict(true);
  f.send(f.backend, probe_verdict{false, reason::no_descriptors, "Too many open files"});
  CHECK(f.changes.size() == 1);
  CHECK(f.probes_soon.size() == 1);
}

TEST_CASE("a backend actor has its probe begin") {
  fixture f;
  CHECK(f.probings_begun == 1);
}

TEST_CASE("a backend actor tells the pool its first verdict and every flip, and nothing else") {
  fixture f;
  f.verdict(true);
  f.verdict(true);
  f.verdict(false);
  f.verdict(false);
  f.verdict(true);
  REQUIRE(f.changes.size() == 3);
  CHECK(f.changes[0].id == 42);
  CHECK(f.changes[0].health == state::healthy);
  CHECK(f.changes[1].health == state::unhealthy);
  CHECK(f.changes[1].why == reason::status_unexpected);
  CHECK(f.changes[2].health == state::healthy);
  CHECK(f.probes_soon.empty());
}

TEST_CASE("a backend actor has an unsettled state probed again after a second") {
  fixture f{{.rise = 2, .fall = 2}};
  f.verdict(true);
  CHECK(f.probes_soon.empty());
  f.verdict(false);
  CHECK(f.probes_soon == std::vector<std::chrono::milliseconds>{1s});
  f.verdict(false);
  CHECK(f.probes_soon.size() == 1);
  CHECK(f.changes.size() == 2);
}

TEST_CASE("a backend actor publishes the requests in flight") {
  fixture f;
  f.report({.opened = 3});
  CHECK(f.live_load->in_flight == 3);
  f.report({.opened = 1, .closed = 2});
  CHECK(f.live_load->in_flight == 2);
  f.report({.closed = 2});
  CHECK(f.live_load->in_flight == 0);
}

TEST_CASE("a failed connect takes a backend out at once and has it probed after a second") {
  fixture f{{.rise = 1, .fall = 3}};
  f.verdict(true);
  f.report({.opened = 1, .closed = 1, .failed_connects = 1, .why = reason::connect_refused});
  REQUIRE(f.changes.size() == 2);
  CHECK(f.changes[1].health == state::unhealthy);
  CHECK(f.changes[1].why == reason::connect_refused);
  CHECK(f.probes_soon == std::vector<std::chrono::milliseconds>{1s});
}

TEST_CASE("traffic that fails while a backend is out changes nothing") {
  fixture f;
  f.verdict(false);
  f.report({.failed_connects = 1, .why = reason::connect_refused});
  CHECK(f.changes.size() == 1);
  CHECK(f.probes_soon.empty());
}

TEST_CASE("broken requests in a row take a backend out, one that ends well saves it") {
  fixture f;
  f.verdict(true);
  f.report({.closed = 4, .failed = 4, .trailing_failures = 4, .why = reason::reset});
  f.report({.closed = 1, .succeeded = 1});
  f.report({.closed = 4, .failed = 4, .trailing_failures = 4, .why = reason::reset});
  CHECK(f.changes.size() == 1);
  f.report({.closed = 1, .failed = 1, .trailing_failures = 1, .why = reason::reset});
  REQUIRE(f.changes.size() == 2);
  CHECK(f.changes[1].health == state::unhealthy);
}

TEST_CASE("broken requests take a backend out only if the pool lets it go, and it asks again after as many more") {
  fixture f;
  f.may_go = false;
  f.verdict(true);
  const traffic_report broken{.closed = 4, .failed = 4, .trailing_failures = 4, .why = reason::reset};
  f.report(broken);
  CHECK(f.asked.empty());
  f.report(broken);
  REQUIRE(f.asked.size() == 1);
  CHECK(f.asked[0].id == 42);
  CHECK(f.asked[0].why == reason::reset);
  CHECK(f.asked[0].detail == "8 requests in a row broke");
  f.report(broken);
  CHECK(f.asked.size() == 1);
  f.report(broken);
  CHECK(f.asked.size() == 2);
  CHECK(f.changes.size() == 1);
  CHECK(f.probes_soon.empty());

  f.may_go = true;
  f.report({.failed = 5, .trailing_failures = 5, .why = reason::reset});
  CHECK(f.changes.back().health == state::unhealthy);
  CHECK(f.probes_soon == std::vector<std::chrono::milliseconds>{1s});
}

TEST_CASE("a share of broken requests takes a backend out only if the pool lets it go") {
  fixture f{{.failure_ratio = 50, .failure_minimum = 4}};
  f.may_go = false;
  f.verdict(true);
  f.report({.succeeded = 2, .failed = 2, .why = reason::status_unexpected});
  CHECK(f.asked.size() == 1);
  CHECK(f.changes.size() == 1);
}

TEST_CASE("a failed connect takes a backend out whatever the pool would say") {
  fixture f;
  f.may_go = false;
  f.verdict(true);
  f.report({.failed_connects = 1, .failed = 9, .trailing_failures = 9, .why = reason::connect_refused});
  CHECK(f.asked.empty());
  CHECK(f.changes.back().health == state::unhealthy);
  CHECK_FALSE(f.changes.back().only_for_requests);
}

TEST_CASE("a backend that requests have taken out is so only for them until a probe agrees") {
  fixture f{{.rise = 2}};
  f.verdict(true);
  f.report({.failed = 5, .trailing_failures = 5, .why = reason::reset});
  CHECK(f.changes.back().only_for_requests);
  f.verdict(true);
  CHECK(f.changes.back().only_for_requests);
  f.verdict(false);
  CHECK(f.changes.back().health == state::unhealthy);
  CHECK_FALSE(f.changes.back().only_for_requests);
}

TEST_CASE("a backend that requests have taken out is so only for them until a connect fails") {
  fixture f;
  f.verdict(true);
  f.report({.failed = 5, .trailing_failures = 5, .why = reason::reset});
  f.report({.failed_connects = 1, .why = reason::connect_refused});
  CHECK(f.changes.back().health == state::unhealthy);
  CHECK_FALSE(f.changes.back().only_for_requests);
  f.send(f.backend, readmit{});
  CHECK(f.changes.back().health == state::unhealthy);
}

TEST_CASE("a probe that is quicker than the pool's word makes that pointless") {
  fixture f;
  f.verdict(true);
  f.verdict(false);
  f.send(f.backend, take_out{reason::reset, ""});
  CHECK(f.changes.size() == 2);
  CHECK_FALSE(f.changes.back().only_for_requests);
}

TEST_CASE("a backend that requests have taken out is back at once when it is readmitted, unless a probe agreed") {
  fixture f{{.slow_start = 10s}};
  f.verdict(true);
  f.report({.failed = 5, .trailing_failures = 5, .why = reason::reset});
  f.report({.failed = 4, .trailing_failures = 4, .why = reason::reset}); // those that were with it
  f.send(f.backend, readmit{});
  CHECK(f.changes.back().health == state::healthy);
  CHECK(f.changes.back().eased);
  f.report({.failed = 1, .trailing_failures = 1, .why = reason::reset});
  CHECK(f.asked.size() == 1);

  f.report({.failed = 5, .trailing_failures = 5, .why = reason::reset});
  f.verdict(false);
  f.send(f.backend, readmit{});
  CHECK(f.changes.back().health == state::unhealthy);
}

TEST_CASE("a probe neither saves nor counts against a backend's row of broken requests") {
  fixture f;
  f.verdict(true);
  f.report({.closed = 4, .failed = 4, .trailing_failures = 4, .why = reason::reset});
  f.verdict(true);
  f.report({.closed = 1, .failed = 1, .trailing_failures = 1, .why = reason::reset});
  CHECK(f.changes.size() == 2);
}

TEST_CASE("a probe that succeeds brings back what traffic took out, with a clean slate") {
  fixture f;
  f.verdict(true);
  f.report({.closed = 5, .failed = 5, .trailing_failures = 5, .why = reason::reset});
  f.verdict(true);
  REQUIRE(f.changes.size() == 3);
  CHECK(f.changes[2].health == state::healthy);
  f.report({.closed = 4, .failed = 4, .trailing_failures = 4, .why = reason::reset});
  CHECK(f.changes.size() == 3);
}

TEST_CASE("a backend actor keeps no pool alive and goes on without one") {
  fixture f;
  f.pool = nullptr;
  f.verdict(true);
  f.report({.opened = 1});
  CHECK(f.live_load->in_flight == 1);
  CHECK(f.actors_alive() == 2);
}

TEST_CASE("a backend actor ends when nobody holds it") {
  fixture f;
  f.backend = nullptr;
  CHECK(f.actors_alive() == 2);
}

TEST_CASE("a backend actor adds its requests to those of the whole pool") {
  fixture f;
  f.report({.opened = 3, .closed = 1});
  CHECK(*f.in_all == 102);
  f.report({.closed = 2});
  CHECK(*f.in_all == 100);
}

TEST_CASE("a backend actor publishes how slow the backend is, and that decays") {
  fixture f;
  const auto latency = [&] {
    return balancing::latency_estimate::at(f.now(), f.live_load->latency_level, 10s).value_or(0s).count();
  };
  CHECK(latency() == 0);
  f.report({.opened = 2, .closed = 2, .succeeded = 1, .timed = 2, .longest = 300ms, .together = 400ms});
  CHECK(latency() == Approx(0.3));
  f.advance(10s);
  CHECK(latency() == Approx(0.3 / 2.71828).epsilon(0.01));
}

TEST_CASE("a backend actor tells the pool once when the backend is empty, at once if it is") {
  fixture f;
  f.report({.opened = 2});
  f.send(f.backend, watch_for_empty{7});
  CHECK(f.empty.empty());
  f.report({.closed = 1});
  CHECK(f.empty.empty());
  f.report({.closed = 1});
  CHECK(f.empty == std::vector<std::uint64_t>{7});
  f.report({.opened = 1, .closed = 1});
  CHECK(f.empty.size() == 1);
  f.send(f.backend, watch_for_empty{8});
  CHECK(f.empty == std::vector<std::uint64_t>{7, 8});
}

TEST_CASE("a backend actor counts probes by result, and tells the pool of a result that is another than before") {
  fixture f;
  f.verdict(true);
  f.verdict(true);
  f.verdict(false);
  CHECK(f.counters->checks.value(reason::none) == 2);
  CHECK(f.counters->checks.value(reason::status_unexpected) == 1);
  CHECK(f.counters->check_durations.count() == 3);
  REQUIRE(f.news.size() == 2);
  CHECK(f.news[1].found.why == reason::status_unexpected);
}

TEST_CASE("a probe that took longer has found nothing new") {
  fixture f;
  for (const auto took : {1ms, 2ms})
    f.send(f.backend, probe_verdict{true, reason::none, "", took});
  CHECK(f.news.size() == 1);
  loadex::observability::duration_totals<loadex::observability::probe_bounds.size()> sums;
  f.counters->check_durations.add_to(sums);
  CHECK(sums.nanoseconds == 3'000'000);
}

TEST_CASE("a first verdict that is bad is no outage") {
  fixture f{{}, {.outages = 1}};
  f.verdict(false);
  CHECK_FALSE(f.changes.back().wants_ejection);
}

TEST_CASE("a backend actor goes by other thresholds and intervals, and forgets nothing") {
  fixture f{{.rise = 1, .fall = 9}};
  f.verdict(true);
  f.report({.opened = 3});
  f.verdict(false);
  f.verdict(false);
  f.send(f.backend, go_by{{.unsettled_interval = 70ms, .rise = 2, .fall = 4}, {}});
  CHECK(f.changes.size() == 1);
  CHECK(f.live_load->in_flight == 3);
  f.verdict(false);
  CHECK(f.probes_soon.back() == 70ms);
  f.verdict(false);
  REQUIRE(f.changes.size() == 2);
  CHECK(f.changes.back().health == state::unhealthy);
  f.verdict(true);
  CHECK(f.changes.size() == 2);
  f.verdict(true);
  CHECK(f.changes.size() == 3);
}

TEST_CASE("a backend actor goes by another number of broken requests, and counts those before") {
  fixture f{{.traffic_failures = 9}};
  f.verdict(true);
  f.report({.closed = 2, .failed = 2, .trailing_failures = 2, .why = reason::reset});
  f.send(f.backend, go_by{{.traffic_failures = 3}, {}});
  f.report({.closed = 1, .failed = 1, .trailing_failures = 1, .why = reason::reset});
  CHECK(f.asked.size() == 1);
  CHECK(f.changes.size() == 2);
}

TEST_CASE("an ejection that is under way ends when it would have, whatever the next ones are to be") {
  fixture f{{}, {.ejection = 10s}};
  f.verdict(true);
  f.send(f.backend, eject{});
  CHECK(f.changes.back().circuit == health::circuit::state::open);
  f.send(f.backend, go_by{{}, {.ejection = 1h}});
  f.advance(9s);
  CHECK(f.changes.back().circuit == health::circuit::state::open);
  f.advance(2s);
  CHECK(f.changes.back().circuit == health::circuit::state::half_open);
}
