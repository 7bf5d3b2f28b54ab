#include "actors/backend_actor.hpp"
#include "actors/balancing/latency_estimate.hpp"
#include "tests/support/actor_fixture.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <catch2/catch.hpp>

#include <vector>

using namespace loadex::actors;
using namespace std::chrono_literals;
using loadex::actors::health::circuit;
using loadex::actors::health::state;
using loadex::observability::reason;

namespace {

/// Stands in for the probe actor: notes the orders.
struct probe_orders {
  int begun = 0;
  std::vector<std::chrono::milliseconds> soon;
};

probe_actor::behavior_type note_orders(probe_actor::pointer, probe_orders* orders) {
  return {
      [=](const begin_probing&) { ++orders->begun; },
      [](const probe_tick&) {},
      [=](const probe_soon& order) { orders->soon.push_back(order.delay); },
      [](const probe_result&) {},
  };
}

/// Stands in for the pool actor: notes the changes of health.
pool_actor::behavior_type note_changes(pool_actor::pointer, std::vector<health_change>* changes,
                                       std::vector<std::uint64_t>* empty, std::vector<probe_news>* news) {
  return {
      [](const subscribe&) {},
      [](const subscribe_to_events&) {},
      [](const add_backend&) {},
      [](const drain_backend&) {},
      [](const remove_backend&) {},
      [](const disable_backend&) {},
      [](const enable_backend&) {},
      [](const change_weight&) {},
      [](const change_algorithm&) {},
      [](const explain&) {},
      [=](const health_change& change) { changes->push_back(change); },
      [=](const probe_news& n) { news->push_back(n); },
      [](const compare_latencies&) {},
      [=](const backend_empty& told) { empty->push_back(told.drain); },
      [](const drain_deadline&) {},
      [](const view_released&) {},
      [](const publish_view&) {},
  };
}

struct fixture : loadex::tests::actor_fixture {
  fixture(const fixture&) = delete;
  fixture& operator=(const fixture&) = delete;

  probe_orders orders;
  std::vector<health_change> changes;
  std::vector<std::uint64_t> empty;
  std::vector<probe_news> news;
  std::shared_ptr<balancing::vitals> vitals = std::make_shared<balancing::vitals>();
  balancing::shared_load in_all = std::make_shared<std::atomic<std::int64_t>>(100);
  probe_actor probe = system().spawn(note_orders, &orders);
  pool_actor pool = system().spawn(note_changes, &changes, &empty, &news);
  backend_actor backend;

  std::shared_ptr<loadex::observability::backend_counters> counters =
      std::make_shared<loadex::observability::backend_counters>();

  explicit fixture(const loadex::config::health_settings& health = {}, loadex::config::circuit_settings circuit = {},
                   const loadex::config::balancing_settings& limits = {}) {
    backend = spawn_backend(system(), {.id = 42,
                                       .url = loadex::config::backend_url::parse("http://127.0.0.1:8001"),
                                       .health = health,
                                       .circuit = circuit,
                                       .limits = limits,
                                       .vitals = vitals,
                                       .counters = counters,
                                       .load = in_all,
                                       .probe = probe,
                                       .pool = weak_handle{pool}});
    run();
  }

  /// A timer under way would keep it.
  ~fixture() { end_actor(backend); }

  void verdict(bool healthy) {
    send(backend, probe_verdict{healthy, healthy ? reason::none : reason::status_unexpected, ""});
  }

  void report(traffic_report seen) { send(backend, seen); }
};

} // namespace

TEST_CASE("a probe that found no descriptor for itself says nothing of the backend and is repeated") {
  fixture f;
  f.verdict(true);
  f.send(f.backend, probe_verdict{false, reason::no_descriptors, "Too many open files"});
  CHECK(f.changes.size() == 1);
  CHECK(f.orders.soon.size() == 1);
}

TEST_CASE("a backend actor has its probe begin") {
  fixture f;
  CHECK(f.orders.begun == 1);
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
  CHECK(f.orders.soon.empty());
}

TEST_CASE("a backend actor has an unsettled state probed again after a second") {
  fixture f{{.rise = 2, .fall = 2}};
  f.verdict(true);
  CHECK(f.orders.soon.empty());
  f.verdict(false);
  CHECK(f.orders.soon == std::vector<std::chrono::milliseconds>{1s});
  f.verdict(false);
  CHECK(f.orders.soon.size() == 1);
  CHECK(f.changes.size() == 2);
}

TEST_CASE("a backend actor publishes the requests in flight") {
  fixture f;
  f.report({.opened = 3});
  CHECK(f.vitals->in_flight == 3);
  f.report({.opened = 1, .closed = 2});
  CHECK(f.vitals->in_flight == 2);
  f.report({.closed = 2});
  CHECK(f.vitals->in_flight == 0);
}

TEST_CASE("a failed connect takes a backend out at once and has it probed after a second") {
  fixture f{{.rise = 1, .fall = 3}};
  f.verdict(true);
  f.report({.opened = 1, .closed = 1, .failed_connects = 1, .why = reason::connect_refused});
  REQUIRE(f.changes.size() == 2);
  CHECK(f.changes[1].health == state::unhealthy);
  CHECK(f.changes[1].why == reason::connect_refused);
  CHECK(f.orders.soon == std::vector<std::chrono::milliseconds>{1s});
}

TEST_CASE("traffic that fails while a backend is out changes nothing") {
  fixture f;
  f.verdict(false);
  f.report({.failed_connects = 1, .why = reason::connect_refused});
  CHECK(f.changes.size() == 1);
  CHECK(f.orders.soon.empty());
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
  CHECK(f.vitals->in_flight == 1);
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
    return balancing::latency_estimate::at(f.now(), f.vitals->latency_level, 10s).value_or(0s).count();
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
  REQUIRE(f.news.size() == 2);
  CHECK(f.news[1].found.why == reason::status_unexpected);
}

TEST_CASE("a backend that goes down too often asks to be ejected, and is when the pool says so") {
  fixture f{{}, {.outages = 2, .ejection = 10s}};
  f.verdict(true);
  f.verdict(false);
  CHECK_FALSE(f.changes.back().wants_ejection);
  f.verdict(true);
  f.verdict(false);
  CHECK(f.changes.back().wants_ejection);
  CHECK(f.changes.back().circuit == circuit::state::closed);

  f.send(f.backend, eject{});
  CHECK(f.changes.back().circuit == circuit::state::open);
  CHECK(f.changes.back().why == reason::status_unexpected);
  CHECK(f.counters->ejections.value() == 1);
  f.advance(9s);
  CHECK(f.changes.back().circuit == circuit::state::open);
  f.advance(1s);
  CHECK(f.changes.back().circuit == circuit::state::half_open);
}

TEST_CASE("a first verdict that is bad is no outage") {
  fixture f{{}, {.outages = 1}};
  f.verdict(false);
  CHECK_FALSE(f.changes.back().wants_ejection);
}

namespace {

/// A request that asks for a place; its address is the asker.
struct asker {
  std::optional<place> got;
  bool dropped = false;

  request_place request(bool repeatable = true, bool waits = true) {
    return {this, repeatable, waits, loadex::actors::reply_slot<place>{[this](auto answer) {
              got = answer;
              dropped = !answer;
            }}};
  }
};

/// A healthy backend that has been ejected, and may be tried again.
struct half_open_fixture : fixture {
  half_open_fixture()
      : fixture({}, {.outages = 1, .ejection = 10s}) {
    verdict(true);
    send(backend, eject{});
    advance(10s);
  }

  place ask() {
    asker a;
    send(backend, a.request());
    return a.got.value();
  }

  void tell(trial_result::outcome how) { send(backend, trial_result{how, reason::reset}); }
};

} // namespace

TEST_CASE("a backend on trial takes one request at a time, until one went well") {
  using outcome = trial_result::outcome;
  half_open_fixture f;
  CHECK(f.ask() == place::trial);
  CHECK(f.vitals->in_flight == 1);
  CHECK(f.ask() == place::unavailable);
  f.tell(outcome::nothing_learnt);
  CHECK(f.ask() == place::trial);
  f.tell(outcome::passed);
  CHECK(f.changes.back().circuit == circuit::state::closed);
  CHECK(f.ask() == place::granted);
}

TEST_CASE("a request that cannot be repeated elsewhere is no trial") {
  half_open_fixture f;
  asker a;
  f.send(f.backend, a.request(false));
  CHECK(a.got == place::unavailable);
  CHECK(f.ask() == place::trial);
}

TEST_CASE("nobody joins the queue of a backend that is not available") {
  fixture f{{}, {}, {.max_connections = 1}};
  f.verdict(true);
  asker first, second;
  f.send(f.backend, first.request());
  f.verdict(false);
  f.send(f.backend, second.request());
  CHECK(second.got == place::unavailable);
  CHECK(f.counters->queued == 0);
}

TEST_CASE("a trial that failed ejects the backend again, for twice as long, and for its reason") {
  half_open_fixture f;
  CHECK(f.ask() == place::trial);
  f.tell(trial_result::outcome::failed);
  CHECK(f.changes.back().circuit == circuit::state::open);
  CHECK(f.changes.back().why == reason::reset);
  f.advance(19s);
  CHECK(f.changes.back().circuit == circuit::state::open);
  f.advance(1s);
  CHECK(f.changes.back().circuit == circuit::state::half_open);
}

TEST_CASE("a trial that went well does not bring back a backend whose probes fail") {
  half_open_fixture f;
  CHECK(f.ask() == place::trial);
  f.verdict(false);
  f.tell(trial_result::outcome::passed);
  CHECK(f.changes.back().circuit == circuit::state::half_open);
  f.verdict(true);
  CHECK(f.ask() == place::trial);
}

TEST_CASE("a readmitted backend is as one that was never ejected, and a trial under way says nothing any more") {
  half_open_fixture f;
  CHECK(f.ask() == place::trial);
  f.send(f.backend, readmit{});
  CHECK(f.changes.back().circuit == circuit::state::closed);
  f.tell(trial_result::outcome::failed);
  CHECK(f.changes.back().circuit == circuit::state::closed);
}

TEST_CASE("places are granted up to the limit, then in turn as others end") {
  fixture f{{}, {}, {.max_connections = 2}};
  f.verdict(true);
  asker a, b, c, d;
  for (auto* each : {&a, &b, &c, &d})
    f.send(f.backend, each->request());
  CHECK(a.got == place::granted);
  CHECK(b.got == place::granted);
  CHECK_FALSE(c.got);
  CHECK(f.vitals->in_flight == 2);
  CHECK(f.counters->queued == 2);

  f.report({.closed = 1, .succeeded = 1});
  CHECK(c.got == place::granted);
  CHECK_FALSE(d.got);
  CHECK(f.vitals->in_flight == 2);
  f.report({.closed = 2, .succeeded = 2});
  CHECK(d.got == place::granted);
  CHECK(f.vitals->in_flight == 1);
  CHECK(f.counters->queued == 0);
}

TEST_CASE("who would not wait is told that there is no room") {
  fixture f{{}, {}, {.max_connections = 1}};
  f.verdict(true);
  asker first, second;
  f.send(f.backend, first.request(true, false));
  CHECK(first.got == place::granted);
  f.send(f.backend, second.request(true, false));
  CHECK(second.got == place::no_room);
  CHECK(f.counters->queued == 0);
}

TEST_CASE("who finds the queue full is told so, and who leaves it gets no answer and takes no place") {
  fixture f{{}, {}, {.max_connections = 1, .queue_length = 1}};
  f.verdict(true);
  asker a, b, c, d;
  for (auto* each : {&a, &b, &c})
    f.send(f.backend, each->request());
  CHECK(c.got == place::queue_full);
  f.send(f.backend, leave_queue{&b});
  CHECK(b.dropped);
  f.send(f.backend, d.request());
  f.report({.closed = 1});
  CHECK(d.got == place::granted);
  CHECK(f.vitals->in_flight == 1);
}

TEST_CASE("who waits for a backend that goes down, is ejected or leaves service is sent elsewhere") {
  fixture f{{}, {}, {.max_connections = 1}};
  f.verdict(true);
  asker first;
  f.send(f.backend, first.request());
  asker at_outage, at_ejection, at_end_of_service, afterwards;

  f.send(f.backend, at_outage.request());
  CHECK_FALSE(at_outage.got);
  f.verdict(false);
  CHECK(at_outage.got == place::unavailable);

  f.send(f.backend, at_ejection.request());
  f.send(f.backend, eject{});
  CHECK(at_ejection.got == place::unavailable);
  f.send(f.backend, readmit{});

  f.send(f.backend, at_end_of_service.request());
  f.send(f.backend, serve{false});
  CHECK(at_end_of_service.got == place::unavailable);
  f.send(f.backend, afterwards.request());
  CHECK(afterwards.got == place::unavailable);
  CHECK(f.counters->queued == 0);
}

TEST_CASE("a backend that comes back gets its weight little by little, and the pool is told at the end") {
  fixture f{{.slow_start = 10s}};
  f.verdict(true);
  CHECK(f.vitals->share == 1);
  f.verdict(false);
  f.verdict(true);
  CHECK(f.changes.back().eased);
  CHECK(f.vitals->share == Approx(0.05));
  f.advance(5s);
  CHECK(f.vitals->share == Approx(0.5));
  CHECK(f.changes.back().eased);
  f.advance(6s);
  CHECK(f.vitals->share == 1);
  CHECK_FALSE(f.changes.back().eased);
}

TEST_CASE("a backend that goes down while it warms up begins anew when it is back") {
  fixture f{{.slow_start = 10s}};
  f.verdict(true);
  f.verdict(false);
  f.verdict(true);
  f.advance(5s);
  f.verdict(false);
  f.verdict(true);
  CHECK(f.vitals->share == Approx(0.05));
  f.advance(9s);
  CHECK(f.vitals->share == Approx(0.9).margin(0.06));
  f.advance(2s);
  CHECK(f.vitals->share == 1);
  CHECK_FALSE(f.changes.back().eased);
}

TEST_CASE("a backend that was disabled warms up, one whose drain is called off does not") {
  fixture f{{.slow_start = 10s}};
  f.verdict(true);
  f.send(f.backend, serve{false});
  f.send(f.backend, serve{true, false});
  CHECK(f.vitals->share == 1);
  f.send(f.backend, serve{false});
  f.send(f.backend, serve{true, true});
  CHECK(f.vitals->share == Approx(0.05));
  CHECK(f.changes.back().eased);
}

TEST_CASE("a backend that lags behind keeps a part of its weight, while it warms up a part of that") {
  fixture f{{.slow_start = 10s}};
  f.verdict(true);
  f.send(f.backend, limit_share{0.5});
  CHECK(f.vitals->share == 0.5);
  CHECK(f.changes.back().eased);
  f.verdict(false);
  f.verdict(true);
  f.advance(5s);
  CHECK(f.vitals->share == Approx(0.25));
  f.advance(6s);
  CHECK(f.vitals->share == 0.5);
  f.send(f.backend, limit_share{1});
  CHECK_FALSE(f.changes.back().eased);
}
