#include "config/own_settings.hpp"
#include "tests/support/pool_fixture.hpp"

#include <catch2/catch.hpp>

using namespace loadex::actors;
using namespace std::chrono_literals;
using loadex::tests::alive;
using loadex::tests::backend;
using loadex::tests::dead;
using loadex::tests::url;
using fixture = loadex::tests::pool_fixture;
using health::state;
using outcome = membership_change::outcome;

namespace {

constexpr auto done = outcome::done;

} // namespace

TEST_CASE("a drained backend gets no new requests, and is disabled when those with it have ended") {
  fixture f{2};
  f.run();
  f.report(0, {.opened = 2});
  f.drain(1);
  CHECK(f.state(0) == state::draining);
  CHECK(f.available() == std::vector{url(2)});
  f.report(0, {.closed = 1});
  CHECK(f.answers.empty());
  f.report(0, {.closed = 1});
  REQUIRE(f.answers.size() == 1);
  CHECK(f.last_answer->what == done);
  CHECK(f.last_answer->id == 1);
  CHECK(f.last_answer->requests_left == 0);
  CHECK(f.state(0) == state::disabled);
  CHECK(f.members().size() == 2);
}

TEST_CASE("a drain waits for requests that were opened from a view in which the backend was available") {
  fixture f{2};
  f.run();
  auto held = f.view; // by a worker that has not seen the drain yet
  f.drain(1);
  CHECK(f.answers.empty());
  f.send(held->members[0]->actor, traffic_report{.opened = 1});
  held.reset();
  f.run();
  CHECK(f.answers.empty());
  f.report(0, {.closed = 1});
  CHECK(f.answers == std::vector<std::optional<outcome>>{done});
}

TEST_CASE("a drain ends at its deadline and says how many requests are left") {
  fixture f{2};
  f.run();
  f.report(0, {.opened = 3});
  f.drain(1, 10s);
  f.advance(9s);
  CHECK(f.answers.empty());
  f.advance(2s);
  REQUIRE(f.answers.size() == 1);
  CHECK(f.last_answer->requests_left == 3);
  CHECK(f.state(0) == state::disabled);
  CHECK(f.events.back()->detail == "requests left at the deadline: 3");
  f.report(0, {.closed = 3});
  CHECK(f.newest().members[0]->live_load->in_flight == 0);
}

TEST_CASE("a removed backend is drained first and stays a member until then") {
  fixture f{2};
  f.run();
  f.report(0, {.opened = 1});
  f.remove(1);
  CHECK(f.members() == std::vector{url(1), url(2)});
  CHECK(f.available() == std::vector{url(2)});
  f.report(0, {.closed = 1});
  CHECK(f.members() == std::vector{url(2)});
  CHECK(f.answers == std::vector<std::optional<outcome>>{done});
}

TEST_CASE("a removed backend leaves at the deadline, and its requests still count down") {
  fixture f{2};
  f.run();
  auto who = f.newest().members[0];
  f.report(0, {.opened = 2});
  f.remove(1, 5s);
  f.advance(6s);
  CHECK(f.members() == std::vector{url(2)});
  CHECK(f.last_answer->requests_left == 2);
  f.send(who->actor, traffic_report{.closed = 2});
  CHECK(who->live_load->in_flight == 0);
}

TEST_CASE("a later order supersedes a drain, and who waited for that is told so") {
  fixture f{2};
  f.run();
  f.report(0, {.opened = 1});
  f.drain(1);
  SECTION("enable") {
    f.enable(1);
    CHECK(f.state(0) == state::healthy);
    CHECK(f.available().size() == 2);
  }
  SECTION("disable") {
    f.disable(1);
    CHECK(f.state(0) == state::disabled);
  }
  CHECK(f.answers == std::vector<std::optional<outcome>>{outcome::superseded, done});
  f.report(0, {.closed = 1});
  f.advance(2min);
  CHECK(f.answers.size() == 2);
}

TEST_CASE("who drains a backend that is draining already waits with the first, until the later deadline") {
  fixture f{2};
  f.run();
  f.report(0, {.opened = 1});
  f.drain(1, 10s);
  f.drain(1, 30s);
  f.advance(20s);
  CHECK(f.answers.empty());
  f.advance(20s);
  CHECK(f.answers == std::vector<std::optional<outcome>>{done, done});
}

TEST_CASE("a backend that is removed while it drains leaves when it is empty") {
  fixture f{2};
  f.run();
  f.report(0, {.opened = 1});
  f.drain(1);
  f.remove(1);
  f.report(0, {.closed = 1});
  CHECK(f.answers == std::vector<std::optional<outcome>>{done, done});
  CHECK(f.members() == std::vector{url(2)});
}

TEST_CASE("a backend that is added again while it leaves stays, with its id") {
  fixture f{2};
  f.run();
  f.report(0, {.opened = 1});
  f.remove(1);
  f.add(1);
  CHECK(f.answers == std::vector<std::optional<outcome>>{outcome::superseded, done});
  CHECK(f.state(0) == state::healthy);
  CHECK(f.newest().members[0]->id == 1);
}

TEST_CASE("a disabled backend gets no requests, is probed all the same, and comes back as it is by then") {
  fixture f{2};
  f.run();
  f.disable(1);
  CHECK(f.available() == std::vector{url(2)});
  CHECK(f.state(0) == state::disabled);
  const auto probes = f.prober.count(url(1));
  f.prober.script(url(1), dead());
  f.advance(1min);
  CHECK(f.prober.count(url(1)) > probes + 10);
  CHECK(f.state(0) == state::disabled);
  f.enable(1);
  CHECK(f.state(0) == state::unhealthy);
  f.prober.script(url(1), alive());
  f.advance(6s);
  CHECK(f.available() == std::vector{url(1), url(2)});
}

TEST_CASE("a backend of weight 0 gets no new requests: others do, then backups, and without those the pool is down") {
  fixture f{{backend(1), backend(2), backend(3, 2, true)}};
  f.run();
  const auto first_tier = [&] {
    std::vector<balancing::backend_id> ids;
    for (const auto& c : f.newest().plan.first_tier())
      ids.push_back(c.id);
    return ids;
  };
  f.weigh(1, 0);
  CHECK(first_tier() == std::vector<balancing::backend_id>{2});
  f.weigh(2, 0);
  CHECK(first_tier() == std::vector<balancing::backend_id>{3});
  CHECK_FALSE(f.newest().down);
  f.weigh(3, 0);
  CHECK(first_tier().empty());
  CHECK(f.available().size() == 3); // for those whose cookie names them
  REQUIRE(f.newest().down);
  CHECK(f.events.back()->detail ==
        "no backend with a weight is available: the last change was weight changed " + url(3) + ", 2 to 0");
  f.weigh(3, 1);
  CHECK_FALSE(f.newest().down);
  CHECK(f.happened().back() == "pool up");
}

TEST_CASE("when all are down and are to be tried anyway, those of weight 0 are not") {
  loadex::config::settings settings;
  settings.health.when_all_down = loadex::config::all_down::try_anyway;
  fixture f{{backend(1, 0), backend(2)}, settings};
  f.run();
  f.report(1, {.failed_connects = 1, .why = loadex::base::reason::connect_refused});
  REQUIRE(f.newest().plan.first_tier().size() == 1);
  CHECK(f.newest().plan.first_tier()[0].id == 2);
}

TEST_CASE("the weight of a backend can be changed, and it keeps its id and its requests") {
  fixture f{2};
  f.run();
  f.report(0, {.opened = 2});
  f.weigh(1, 5);
  CHECK(f.newest().plan.all[0].weight == 5);
  CHECK(f.newest().plan.all[0].live_load->in_flight == 2);
  CHECK(f.newest().members[0]->id == 1);
  CHECK(f.events.back()->detail == "1 to 5");
  f.weigh(1, 5);
  CHECK(f.answers == std::vector<std::optional<outcome>>{done, outcome::unchanged});
}

TEST_CASE("the algorithm can be changed") {
  using loadex::config::algorithm;
  fixture f{2};
  f.run();
  f.choose_by(algorithm::least_connections);
  CHECK(f.newest().plan.which == algorithm::least_connections);
  CHECK(f.events.back()->detail == "roundrobin to leastconnection");
  f.choose_by(algorithm::least_connections);
  CHECK(f.answers == std::vector<std::optional<outcome>>{done, outcome::unchanged});
}

TEST_CASE("orders that change nothing, or name nobody, say so") {
  fixture f{1};
  f.run();
  f.enable(1);
  f.disable(1);
  f.disable(1);
  f.drain(7);
  f.disable(7);
  f.enable(7);
  f.weigh(7, 2);
  f.remove(7);
  CHECK(f.answers == std::vector<std::optional<outcome>>{outcome::unchanged, done, outcome::unchanged,
                                                         outcome::not_found, outcome::not_found, outcome::not_found,
                                                         outcome::not_found, outcome::not_found});
}

TEST_CASE("backups are in reserve while another backend is available, and take over when none is") {
  fixture f{{backend(1), backend(2, 1, true), backend(3), backend(4, 1, true)}};
  f.run();
  CHECK(f.available() == std::vector{url(1), url(3), url(2), url(4)});
  CHECK(f.newest().plan.first_tier_size == 2);
  f.prober.script(url(1), dead());
  f.prober.script(url(3), dead());
  f.advance(10s);
  CHECK(f.available() == std::vector{url(2), url(4)});
  CHECK(f.newest().plan.first_tier_size == 2);
  f.prober.script(url(3), alive());
  f.advance(10s);
  CHECK(f.available() == std::vector{url(3), url(2), url(4)});
  CHECK(f.newest().plan.first_tier_size == 1);
}

TEST_CASE("a backend's own health settings go before those of all") {
  auto own = backend(1);
  loadex::config::set_own(own.health, *loadex::config::find_setting("health.interval"), "1s");
  loadex::config::set_own(own.health, *loadex::config::find_setting("health.path"), "/up");
  fixture f{{own, backend(2)}};
  f.run();
  f.advance(1min);
  CHECK(f.prober.count(url(1)) > 50);
  CHECK(f.prober.count(url(2)) < 15);
  f.disable(2);
  f.remove(2);
  f.advance(2s);
  CHECK(f.prober.last_asked().path == "/up");
  CHECK(f.prober.last_asked().rise == 1);
}

TEST_CASE("a view that nobody uses any more is freed by the pool, and drains do not wait for it") {
  fixture f{2};
  f.run();
  std::weak_ptr<const pool_view> old = f.view;
  f.weigh(1, 3);
  f.run();
  CHECK(old.expired());
}
