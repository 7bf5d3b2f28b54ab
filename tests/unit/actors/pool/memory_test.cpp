#include "tests/support/pool_fixture.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <utility>
#include <vector>

using namespace loadex::actors;
using namespace std::chrono_literals;
using loadex::tests::alive;
using loadex::tests::backend;
using loadex::tests::dead;
using loadex::tests::url;
namespace config = loadex::config;
using state = loadex::actors::health::state;

namespace {

/// A pool, and another one that goes on from what it knows.
struct fixture : loadex::tests::pool_fixture {
  using pool_fixture::pool_fixture;
  ~fixture() {
    heir_view.reset();
    end_actor(heir);
  }

  pool_memory memory() {
    std::optional<pool_memory> told;
    send(pool, tell_memory{reply_slot<pool_memory>([&](auto answer) { told = std::move(answer); })});
    return told.value();
  }

  /// What the heir's configuration says, if that is not the same.
  std::optional<config::snapshot::pool> wanted{};

  void pass_on() {
    pool_setup setup;
    setup.first = {{"configuration"}, wanted.value_or(first)};
    setup.io = &prober;
    setup.log = heirs_log;
    setup.known = memory();
    heir = spawn_pool(system(), std::move(setup));
    tell(heir, subscribe{[this](pool_view_ptr newest) { heir_view = std::move(newest); }});
    run();
  }

  backend_description told_of(const std::string& backend) {
    std::optional<std::vector<backend_description>> all;
    send(heir, describe_backends{.reply = reply_slot<std::vector<backend_description>>(
                                     [&](auto answer) { all = std::move(answer); })});
    for (const auto& one : all.value())
      if (one.url == backend)
        return one;
    FAIL(backend << " is not there");
    return {};
  }

  std::shared_ptr<loadex::observability::event_log> heirs_log = std::make_shared<loadex::observability::event_log>();
  pool_actor heir;
  pool_view_ptr heir_view;
};

config::settings with_ejections() {
  config::settings all;
  all.circuit.outages = 1;
  all.circuit.ejection = 30s;
  all.health.rise = 2;
  return all;
}

} // namespace

TEST_CASE("a pool goes on from another's memory: who is there, how they are, and what has been ordered") {
  fixture f(4);
  f.run();
  f.weigh(1, 9);
  f.disable(2);
  f.remove(3);
  f.add(7, 5);
  f.choose_by(config::algorithm::least_connections);
  f.pass_on();

  CHECK(f.told_of(url(1)).weight == 9);
  CHECK(f.told_of(url(2)).state == state::disabled);
  CHECK(f.told_of(url(7)).weight == 5);
  CHECK(f.told_of(url(7)).source == "api");
  CHECK(f.told_of(url(4)).source == "configuration");
  CHECK(f.heir_view->members.size() == 4);
  CHECK(f.heir_view->plan.which == config::algorithm::least_connections);
  CHECK(f.heirs_log->read(0, 1).latest == 0); // nothing of it is news
}

TEST_CASE("what is otherwise in the configuration of the pool that goes on is changed as by a reload") {
  fixture f({backend(1), backend(2, 3), backend(3)});
  f.run();
  f.weigh(1, 9);
  f.remove(3);
  auto next = f.first;
  next.how.backends = {backend(1), backend(2, 4), backend(3), backend(5)};
  next.how.algo = config::algorithm::random;
  f.wanted = next;
  f.prober.script(url(5), alive());
  f.pass_on();

  CHECK(f.told_of(url(1)).weight == 9); // the configuration says of it what it said
  CHECK(f.told_of(url(2)).weight == 4);
  CHECK(f.told_of(url(5)).state == state::healthy);
  CHECK(f.heir_view->members.size() == 3); // that 3 was taken out holds
  CHECK(f.heir_view->plan.which == config::algorithm::random);
}

TEST_CASE("a backend that has yet to rise is down in the pool that goes on, since when it was") {
  config::settings all;
  all.health.rise = 3;
  fixture f({backend(1), backend(2)}, all);
  f.prober.script(url(2), dead());
  f.run();
  f.prober.script(url(2), alive());
  const auto since = f.memory().members[1].since;
  f.pass_on();

  CHECK(f.told_of(url(2)).state == state::unhealthy);
  CHECK(f.told_of(url(2)).since == since);
  CHECK(f.told_of(url(2)).reason == loadex::base::reason::connect_refused);
  f.advance(1min);
  CHECK(f.told_of(url(2)).state == state::healthy);
}

TEST_CASE("an ejection goes on for as long as it would have") {
  fixture f({backend(1), backend(2)}, with_ejections());
  f.run();
  f.prober.script(url(2), dead());
  f.advance(20s);
  f.prober.script(url(2), alive());
  REQUIRE(f.state(1) == state::ejected);
  const auto until = f.memory().members[1].backend.ejected_until;
  REQUIRE(until);
  f.pass_on();

  CHECK(f.told_of(url(2)).state == state::ejected);
  CHECK(f.told_of(url(2)).circuit == health::circuit::state::open);
  f.advance(*until - f.now() - 1ms);
  CHECK(f.told_of(url(2)).circuit == health::circuit::state::open);
  f.advance(2ms);
  CHECK(f.told_of(url(2)).circuit == health::circuit::state::half_open);
}

TEST_CASE("requests that are with a backend, its latency and its slow start are remembered") {
  config::settings all;
  all.health.slow_start = 100s;
  fixture f({backend(1)}, all);
  f.run();
  f.prober.script(url(2), alive());
  f.add(2);
  f.advance(30s);
  f.report(0, {.opened = 3, .timed = 1, .longest = 250ms, .together = 250ms});
  const auto level = f.view->members[0]->live_load->latency_level.load();
  const auto share = f.view->members[1]->live_load->share.load();
  REQUIRE(share < 1);
  f.pass_on();

  CHECK(f.heir_view->members[0]->live_load->in_flight == 3);
  CHECK(f.heir_view->members[0]->live_load->latency_level.load() == Approx(level));
  CHECK(f.heir_view->members[1]->live_load->share.load() == Approx(share).margin(0.1));
  f.advance(100s);
  CHECK(f.told_of(url(2)).share == 1);
}

TEST_CASE("of who is about to leave nothing is remembered") {
  fixture f(2);
  f.run();
  f.report(1, {.opened = 1});
  f.remove(2);
  CHECK(f.memory().members.size() == 1);
  f.pass_on();
  CHECK(f.heir_view->members.size() == 1);
}
