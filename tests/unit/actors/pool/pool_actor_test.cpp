#include "tests/support/pool_fixture.hpp"

#include <catch2/catch.hpp>

using namespace loadex::actors;
using namespace std::chrono_literals;
using loadex::base::reason;
using loadex::tests::alive;
using loadex::tests::dead;
using fixture = loadex::tests::pool_fixture;
using loadex::tests::backend;
using loadex::tests::url;
using outcome = membership_change::outcome;

TEST_CASE("a pool publishes its first view at once, with every backend still checking") {
  fixture f{2};
  pool_view_ptr first;
  tell(f.pool, subscribe{[&](const pool_view_ptr& newest) { first = first ? first : newest; }});
  f.run();
  CHECK(first->version == 1);
  CHECK(first->members.size() == 2);
  CHECK(first->plan.all.empty());
  CHECK_FALSE(first->settled());
}

TEST_CASE("a pool is settled when every backend has its first verdict, good or bad") {
  fixture f{2};
  f.prober.script(url(2), dead());
  f.run();
  CHECK(f.newest().settled());
  CHECK(f.available() == std::vector{url(1)});
  CHECK(f.newest().states[1] == health::state::unhealthy);
  CHECK(f.events.back()->why == reason::connect_refused);
}

TEST_CASE("a burst of verdicts becomes few views") {
  fixture f{1'000};
  f.run();
  CHECK(f.newest().plan.all.size() == 1'000);
  CHECK(f.versions.size() < 20);
}

TEST_CASE("versions count up") {
  fixture f{3};
  f.run();
  f.add(4);
  for (std::size_t i = 1; i < f.versions.size(); ++i)
    CHECK(f.versions[i] == f.versions[i - 1] + 1);
}

TEST_CASE("a subscriber gets the newest view at once") {
  fixture f{2};
  f.run();
  pool_view_ptr seen;
  f.send(f.pool, subscribe{[&](pool_view_ptr view) { seen = std::move(view); }});
  CHECK(seen == f.view);
}

TEST_CASE("an added backend is a member at once and available after its first good probe") {
  fixture f{1};
  f.run();
  f.add(2, 3);
  CHECK(f.answers == std::vector<std::optional<outcome>>{outcome::done});
  CHECK(f.members() == std::vector{url(1), url(2)});
  CHECK(f.available() == std::vector{url(1)});
  CHECK_FALSE(f.newest().settled());
  f.prober.answer(alive());
  f.run();
  CHECK(f.available() == std::vector{url(1), url(2)});
  CHECK(f.newest().plan.all[1].weight == 3);
}

TEST_CASE("adding a backend that is there changes nothing") {
  fixture f{1};
  f.run();
  const auto before = f.versions.size();
  f.add(1, 7);
  CHECK(f.answers == std::vector<std::optional<outcome>>{outcome::unchanged});
  CHECK(f.versions.size() == before);
  CHECK(f.newest().plan.all[0].weight == 1);
}

TEST_CASE("an answer comes after the view that shows the change") {
  fixture f{1};
  f.run();
  bool shown = false;
  f.send(f.pool,
         add_backend{backend(2), reply_slot<membership_change>{[&](auto) { shown = f.members().size() == 2; }}});
  CHECK(shown);
}

TEST_CASE("a removed backend is gone from the view and probed no more") {
  fixture f{2};
  f.run();
  f.remove(1);
  CHECK(f.answers == std::vector<std::optional<outcome>>{outcome::done});
  CHECK(f.members() == std::vector{url(2)});
  CHECK(f.available() == std::vector{url(2)});
  const auto probes = f.prober.count(url(1));
  f.advance(1min);
  CHECK(f.prober.count(url(1)) == probes);
  CHECK(f.prober.count(url(2)) > 10);
}

TEST_CASE("a removed backend's actor ends when nobody holds the backend any more") {
  fixture f{1};
  f.run();
  auto who = f.newest().members[0];
  f.remove(1);
  CHECK(f.actors_alive() == 2); // the pool and this backend
  who.reset();
  CHECK(f.actors_alive() == 1);
}

TEST_CASE("a backend that comes back is a new one, with a new id") {
  fixture f{1};
  f.run();
  const auto first = f.newest().members[0]->id;
  f.remove(1);
  f.add(1);
  CHECK(f.newest().members[0]->id != first);
  CHECK(f.newest().plan.all.size() == 1);
}

TEST_CASE("a backend that traffic took out is back within about a second, and views say both") {
  fixture f{2};
  f.run();
  f.send(f.newest().members[0]->actor, traffic_report{.failed_connects = 1, .why = reason::connect_refused});
  CHECK(f.available() == std::vector{url(2)});
  CHECK(f.events.back()->by == loadex::observability::decider::traffic);
  f.advance(1'200ms);
  CHECK(f.available() == std::vector{url(1), url(2)});
}

TEST_CASE("members and candidates of a view belong together") {
  fixture f{5};
  f.prober.script(url(2), dead());
  f.run();
  const pool_view& view = f.newest();
  REQUIRE(view.plan.all.size() == 4);
  for (std::size_t i = 0; i < view.plan.all.size(); ++i) {
    const member& m = *view.members[view.member_of[i]];
    CHECK(view.plan.all[i].id == m.id);
    CHECK(view.plan.all[i].live_load == m.live_load.get());
  }
}

TEST_CASE("every actor of a pool ends with it, a retired backend that is still held too") {
  fixture f{3};
  f.run();
  const auto held = f.newest().members[0];
  f.remove(1);
  CHECK(f.actors_alive() == 6); // the pool, two pairs and the retired backend
  f.end_actor(f.pool);
  CHECK(f.actors_alive() == 0);
}

TEST_CASE("a request for change that a pool no longer handles is abandoned") {
  fixture f{1};
  f.end_actor(f.pool);
  f.add(2);
  CHECK(f.answers == std::vector<std::optional<outcome>>{std::nullopt});
}
