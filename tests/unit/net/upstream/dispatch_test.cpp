#include "net/upstream/dispatch.hpp"
#include "tests/support/dispatch_fixture.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace loadex;
using namespace loadex::net;
using namespace std::chrono_literals;
using base::reason;
using tests::dispatch_fixture;

namespace {

struct anybody final : upstream::asker {
  bool repeatable = true;
  bool left = false;
  std::string_view key(config::algorithm) const override { return {}; }
  bool is_repeatable() const override { return repeatable; }
  bool has_left() const override { return left; }
};

/// One request's way, and what it needs.
struct way {
  dispatch_fixture& at;
  anybody who{};
  upstream::bound_connection login{};
  io::deadline deadline{at.io.get_executor()};
  upstream::dispatch through{at.backends, who, 0, login};

  /// A connection to the target: a kept one, or a fresh one, which must succeed.
  io::stream_ptr arrive() {
    through.enter();
    if (auto kept = through.reuse())
      return kept;
    const auto reached = at.start(through.connect(steady_clock::now() + 10s));
    return reached->value().stream;
  }

  std::string target() const { return through.at().backend().url.text(); }
};

std::int32_t in_flight(const dispatch_fixture& at, std::size_t member) {
  return at.view->members[member]->live_load->in_flight.load();
}

config::backend_settings limited(int number, unsigned most) {
  auto one = tests::backend(number);
  one.max_connections = most;
  return one;
}

} // namespace

TEST_CASE("a dispatch goes to one backend after the other, and to none twice") {
  dispatch_fixture at(2);
  way one{at};
  REQUIRE(one.through.begin());
  CHECK(one.target() == tests::url(1));
  CHECK(one.through.note_failure());
  CHECK_FALSE(one.through.note_failure()); // the same again
  REQUIRE(one.through.move_on());
  CHECK(one.target() == tests::url(2));
  CHECK(one.through.note_failure());
  CHECK(one.through.backends_tried() == 2);
  CHECK_FALSE(one.through.move_on());
  CHECK(one.target() == tests::url(2)); // it stays where it was
}

TEST_CASE("a dispatch finds nobody in an empty pool") {
  dispatch_fixture at(0);
  CHECK_FALSE(way{at}.through.begin());
}

TEST_CASE("a request is with its backend from entering to leaving") {
  dispatch_fixture at(1);
  {
    way one{at};
    REQUIRE(one.through.begin());
    one.through.enter();
    at.turn();
    CHECK(in_flight(at, 0) == 1);
    one.through.leave();
    at.turn();
    CHECK(in_flight(at, 0) == 0);
    one.through.enter();
    at.turn();
    CHECK(in_flight(at, 0) == 1);
  } // on every way out
  at.turn();
  CHECK(in_flight(at, 0) == 0);
}

TEST_CASE("a connection that was kept carries the next request") {
  dispatch_fixture at(1);
  way first{at};
  REQUIRE(first.through.begin());
  auto stream = first.arrive();
  REQUIRE(stream);
  first.through.keep(std::move(stream), false, steady_clock::now());
  first.through.leave();
  at.turn();

  way second{at};
  REQUIRE(second.through.begin());
  CHECK(second.arrive());
  CHECK_FALSE(second.through.is_bound());
  CHECK(at.connections.size() == 1);
}

TEST_CASE("a kept connection that the backend has ended is not used again") {
  dispatch_fixture at(1);
  way first{at};
  REQUIRE(first.through.begin());
  first.through.keep(first.arrive(), false, steady_clock::now());
  first.through.leave();
  at.far(0).close();
  at.turn();

  way second{at};
  REQUIRE(second.through.begin());
  CHECK(second.arrive());
  CHECK(at.connections.size() == 2);
}

TEST_CASE("a connection that a login holds for is its client's alone, and leads back to its backend") {
  dispatch_fixture at(2);
  way one{at};
  REQUIRE(one.through.begin());
  const auto where = one.target();
  one.through.keep(one.arrive(), true, steady_clock::now());
  one.through.leave();
  at.turn();

  way stranger{at};
  REQUIRE(stranger.through.begin());
  way stranger_there{at};
  REQUIRE(stranger_there.through.begin());
  CHECK(stranger_there.target() == where); // each in turn
  CHECK_FALSE(stranger_there.through.reuse());

  upstream::dispatch again{at.backends, one.who, 0, one.login};
  REQUIRE(again.begin());
  CHECK(again.at().backend().url.text() == where);
  CHECK(again.reuse());
  CHECK(again.is_bound());
}

TEST_CASE("a backend that refuses a connection is out at once, for everybody") {
  dispatch_fixture at(2);
  at.connects = {reason::connect_refused};
  way one{at};
  REQUIRE(one.through.begin());
  one.through.enter();
  const auto reached = at.start(one.through.connect(steady_clock::now() + 10s));
  REQUIRE(reached->has_value());
  CHECK_FALSE((*reached)->stream);
  CHECK((*reached)->why == reason::connect_refused);
  at.turn();
  CHECK(at.available() == std::vector{tests::url(2)});
}

TEST_CASE("our own want of descriptors takes no backend out") {
  dispatch_fixture at(1);
  at.connects = {reason::no_descriptors};
  way one{at};
  REQUIRE(one.through.begin());
  one.through.enter();
  at.start(one.through.connect(steady_clock::now() + 10s));
  at.turn();
  CHECK(at.available().size() == 1);
}

TEST_CASE("broken conversations take a backend out, those that the client broke do not") {
  const auto is_available_after = [](reason why) {
    dispatch_fixture at(2);
    for (int i = 0; i < 10; ++i) {
      way one{at};
      REQUIRE(one.through.begin());
      one.through.enter();
      if (one.target() == tests::url(1))
        one.through.ended(why);
      one.through.leave();
      at.turn();
    }
    return at.available().size() == 2;
  };
  CHECK_FALSE(is_available_after(reason::reset));
  CHECK(is_available_after(reason::client_gone));
  CHECK(is_available_after(reason::none));
}

TEST_CASE("a request waits for a place at a backend that is full, and gets it when one is free") {
  dispatch_fixture at({limited(1, 1)});
  way first{at};
  REQUIRE(first.through.begin());
  REQUIRE(first.through.must_ask());
  CHECK(**at.start(first.through.gain_place(first.deadline, steady_clock::now() + 10s)) == reason::none);
  first.through.enter();
  at.turn();
  CHECK(in_flight(at, 0) == 1); // counted once: by whoever gave the place

  way second{at};
  REQUIRE(second.through.begin());
  const auto got = at.start(second.through.gain_place(second.deadline, steady_clock::now() + 10s));
  CHECK_FALSE(got->has_value());
  first.through.leave();
  at.turn();
  CHECK(*got == reason::none);
}

TEST_CASE("a wait for a place ends when nobody wants it any more") {
  dispatch_fixture at({limited(1, 1)});
  way first{at};
  REQUIRE(first.through.begin());
  at.start(first.through.gain_place(first.deadline, steady_clock::now() + 10s));
  first.through.enter();

  way second{at};
  REQUIRE(second.through.begin());
  const auto got = at.start(second.through.gain_place(second.deadline, steady_clock::now() + 10s));
  CHECK_FALSE(got->has_value());
  second.who.left = true;
  second.through.abort();
  at.turn();
  CHECK(*got == reason::client_gone);
}

TEST_CASE("a request that finds a backend full goes to one that is not") {
  dispatch_fixture at({limited(1, 1), limited(2, 1)});
  way first{at};
  REQUIRE(first.through.begin());
  at.start(first.through.gain_place(first.deadline, steady_clock::now() + 10s));
  first.through.enter();
  way second{at};
  REQUIRE(second.through.begin());
  CHECK(**at.start(second.through.gain_place(second.deadline, steady_clock::now() + 10s)) == reason::none);
  CHECK(second.target() != first.target());
}

TEST_CASE("a worker that knows a backend judges its answers by the statuses of the newest view") {
  dispatch_fixture f{1};
  const auto known = f.backends.pick({});
  CHECK(known->backend().failing_status.empty());
  auto wanted = f.first;
  wanted.traffic.health.traffic_status = {{503, 503}};
  f.send(f.pool, actors::reconfigure{{"configuration"}, wanted});
  f.adopt();
  CHECK(f.backends.pick({}) == known);
  CHECK(config::contains(known->backend().failing_status, 503));
}
