#include "tests/support/backend_fixture.hpp"

#include <catch2/catch.hpp>

#include <optional>

// Who may open a request at a backend: ejections, trials, limits and queues.

using namespace loadex::actors;
using namespace std::chrono_literals;
using fixture = loadex::tests::backend_fixture;
using health::circuit;
using loadex::base::reason;

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

TEST_CASE("a backend actor tells the metrics how its circuit is") {
  fixture f{{}, {.outages = 1, .ejection = 10s}};
  const auto told = [&] { return static_cast<circuit::state>(f.counters->circuit.load()); };
  f.verdict(true);
  f.verdict(false);
  CHECK(told() == circuit::state::closed);
  f.send(f.backend, eject{});
  CHECK(told() == circuit::state::open);
  f.advance(10s);
  CHECK(told() == circuit::state::half_open);
  f.send(f.backend, readmit{});
  CHECK(told() == circuit::state::closed);
}

TEST_CASE("a backend that requests have taken out and the pool has ejected is back in both respects when readmitted") {
  fixture f{{}, {.outages = 1}};
  f.verdict(true);
  f.report({.failed = 5, .trailing_failures = 5, .why = reason::reset});
  REQUIRE(f.changes.back().wants_ejection);
  f.send(f.backend, eject{});
  f.send(f.backend, readmit{});
  CHECK(f.changes.back().circuit == circuit::state::closed);
  CHECK(f.changes.back().health == health::state::healthy);
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
  CHECK(f.live_load->in_flight == 1);
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
  CHECK(f.live_load->in_flight == 2);
  CHECK(f.counters->queued == 2);

  f.report({.closed = 1, .succeeded = 1});
  CHECK(c.got == place::granted);
  CHECK_FALSE(d.got);
  CHECK(f.live_load->in_flight == 2);
  f.report({.closed = 2, .succeeded = 2});
  CHECK(d.got == place::granted);
  CHECK(f.live_load->in_flight == 1);
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
  CHECK(f.live_load->in_flight == 1);
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

TEST_CASE("more places let in who waits, and no limit all of them") {
  fixture f{{}, {}, {.max_connections = 1}};
  f.verdict(true);
  asker a, b, c, d;
  for (auto* each : {&a, &b, &c, &d})
    f.send(f.backend, each->request());
  f.send(f.backend, go_by{.limits = {.max_connections = 2}});
  CHECK(b.got == place::granted);
  CHECK_FALSE(c.got);
  f.send(f.backend, go_by{});
  CHECK(c.got == place::granted);
  CHECK(d.got == place::granted);
  CHECK(f.live_load->in_flight == 4);
  CHECK(f.counters->queued == 0);
}

TEST_CASE("fewer places leave those alone who have one: the next is granted once few enough are left") {
  fixture f{{}, {}, {.max_connections = 3}};
  f.verdict(true);
  asker a, b, c, d;
  for (auto* each : {&a, &b, &c})
    f.send(f.backend, each->request());
  f.send(f.backend, go_by{.limits = {.max_connections = 2}});
  CHECK(f.live_load->in_flight == 3);
  f.send(f.backend, d.request());
  f.report({.closed = 1});
  CHECK_FALSE(d.got);
  f.report({.closed = 1});
  CHECK(d.got == place::granted);
}

TEST_CASE("a shorter queue keeps who waits, and takes nobody until it is short enough") {
  fixture f{{}, {}, {.max_connections = 1, .queue_length = 2}};
  f.verdict(true);
  asker a, b, c, d;
  for (auto* each : {&a, &b, &c})
    f.send(f.backend, each->request());
  f.send(f.backend, go_by{.limits = {.max_connections = 1, .queue_length = 1}});
  CHECK_FALSE(b.got);
  CHECK_FALSE(c.got);
  f.send(f.backend, d.request());
  CHECK(d.got == place::queue_full);
  f.report({.closed = 1});
  CHECK(b.got == place::granted);
}

TEST_CASE("the load that is shared is that of now: requests under way move to it") {
  fixture f;
  f.report({.opened = 2});
  CHECK(*f.in_all == 102);
  const auto other = std::make_shared<std::atomic<std::int64_t>>(0);
  f.send(f.backend, go_by{.load = other});
  CHECK(*f.in_all == 100);
  f.report({.closed = 1});
  CHECK(*other == 1);
  f.send(f.backend, go_by{});
  f.report({.closed = 1});
  CHECK(*other == 0);
}
