#include "tests/support/pool_fixture.hpp"

#include <catch2/catch.hpp>

using namespace loadex::actors;
using namespace std::chrono_literals;
using health::state;
using loadex::tests::alive;
using loadex::tests::backend;
using loadex::tests::dead;
using loadex::tests::url;
using outcome = membership_change::outcome;
using words = std::vector<std::string>;

namespace {

const std::string registry = "registry";

/// A pool of two that are configured, and what sources say afterwards.
struct fixture : loadex::tests::pool_fixture {
  fixture()
      : pool_fixture(2) {
    for (int number = 3; number <= 5; ++number)
      prober.script(url(number), alive());
    run();
  }

  void set(const std::string& source, std::vector<loadex::config::backend_settings> all) {
    send(pool, set_members{{source}, std::move(all), 10s, slot()});
  }

  std::vector<balancing::backend_id> ids() const { return view->ids; }
};

} // namespace

TEST_CASE("the backends a pool begins with are no news, and have their ids in order") {
  fixture f;
  CHECK(f.ids() == std::vector<balancing::backend_id>{1, 2});
  CHECK(f.happened() == words{"backend up", "backend up"});
}

TEST_CASE("a source adds to the pool whom it names for the first time, in its order, behind those who are there") {
  fixture f;
  f.set(registry, {backend(5), backend(3, 4)});
  CHECK(f.members() == words{url(1), url(2), url(5), url(3)});
  CHECK(f.ids() == std::vector<balancing::backend_id>{1, 2, 3, 4});
  CHECK(f.available() == words{url(1), url(2), url(5), url(3)});
  CHECK(f.view->plan.all[3].weight == 4);
  CHECK(f.answers == std::vector<std::optional<outcome>>{outcome::done});
  CHECK(f.counted->by_kind[static_cast<std::size_t>(loadex::observability::event_kind::backend_added)] == 2);
}

TEST_CASE("who is missing in a source's next set is drained, then leaves") {
  fixture f;
  f.set(registry, {backend(3), backend(4)});
  f.report(2, {.opened = 1});
  f.set(registry, {backend(4)});
  CHECK(f.state(2) == state::draining);
  CHECK(f.available() == words{url(1), url(2), url(4)});
  f.report(2, {.closed = 1});
  CHECK(f.members() == words{url(1), url(2), url(4)});
}

TEST_CASE("who is missing leaves at the deadline whatever it has to do") {
  fixture f;
  f.set(registry, {backend(3)});
  f.report(2, {.opened = 1});
  f.set(registry, {});
  f.advance(9s);
  CHECK(f.members().size() == 3);
  f.advance(2s);
  CHECK(f.members() == words{url(1), url(2)});
}

TEST_CASE("a source's set leaves alone whom others have set, and whom people have added") {
  fixture f;
  f.add(3);
  f.set(registry, {backend(4)});
  f.set(registry, {});
  CHECK(f.members() == words{url(1), url(2), url(3)});
  f.set("configuration", {backend(2)});
  CHECK(f.members() == words{url(2), url(3)});
}

TEST_CASE("the same set again changes nothing") {
  fixture f;
  f.set(registry, {backend(3), backend(4)});
  const auto before = f.versions;
  const auto events = f.events.size();
  f.set(registry, {backend(4), backend(3)});
  f.set("configuration", {backend(1), backend(2)});
  CHECK(f.last_answer->what == outcome::unchanged);
  CHECK(f.versions == before);
  CHECK(f.events.size() == events);
}

TEST_CASE("a backend that two sources want stays while one of them does") {
  fixture f;
  f.set(registry, {backend(1), backend(3)});
  f.set("configuration", {});
  CHECK(f.members() == words{url(1), url(3)});
  CHECK(f.ids() == std::vector<balancing::backend_id>{1, 3});
  f.set(registry, {backend(3)});
  CHECK(f.members() == words{url(3)});
}

TEST_CASE("what people have added stays when a source has named it, too, and does not any more") {
  fixture f;
  f.set(registry, {backend(3)});
  f.add(3);
  CHECK(f.last_answer->what == outcome::unchanged);
  f.set(registry, {});
  CHECK(f.members() == words{url(1), url(2), url(3)});
}

TEST_CASE("a source changes the weight of its backend, and whether it is a backup") {
  fixture f;
  f.set("configuration", {backend(1, 7), backend(2, 1, true)});
  CHECK(f.ids() == std::vector<balancing::backend_id>{1, 2});
  CHECK(f.view->plan.all[0].weight == 7);
  CHECK(f.view->plan.first_tier_size == 1);
  CHECK(f.events.back()->detail == "1 to 1, a backup now");
}

TEST_CASE("what people have ordered for a backend holds while its source says what it has said before") {
  fixture f;
  f.weigh(1, 9);
  f.disable(2);
  f.set("configuration", {backend(1), backend(2), backend(3)});
  CHECK(f.view->plan.all[0].weight == 9);
  CHECK(f.state(1) == state::disabled);
}

TEST_CASE("who was removed by people comes back when its source has let go of it and names it again") {
  fixture f;
  f.remove(1);
  f.set("configuration", {backend(1), backend(2)});
  CHECK(f.members() == words{url(2)});
  f.set("configuration", {backend(2)});
  f.set("configuration", {backend(2), backend(1)});
  CHECK(f.members() == words{url(2), url(1)});
  CHECK(f.ids() == std::vector<balancing::backend_id>{2, 3});
}

TEST_CASE("who is about to leave stays in service when a source names it again") {
  fixture f;
  f.set(registry, {backend(3)});
  f.report(2, {.opened = 1});
  f.set(registry, {});
  CHECK(f.state(2) == state::draining);
  f.set(registry, {backend(3)});
  CHECK(f.state(2) == state::healthy);
  f.report(2, {.closed = 1});
  CHECK(f.members().size() == 3);
  CHECK(f.ids().back() == 3);
}

TEST_CASE("who is named again before it has left is as its source has it now, unless another wanted it first") {
  fixture f;
  f.report(0, {.opened = 1});
  f.set("configuration", {backend(2)});
  CHECK(f.state(0) == state::draining);
  f.set("configuration", {backend(1, 7), backend(2)});
  CHECK(f.ids() == std::vector<balancing::backend_id>{1, 2});
  CHECK(f.view->plan.all[0].weight == 7);
  f.set(registry, {backend(1, 9)});
  CHECK(f.view->plan.all[0].weight == 7);
}

TEST_CASE("a source can empty the pool, and fill it again") {
  fixture f;
  f.set("configuration", {});
  CHECK(f.members().empty());
  f.set("configuration", {backend(4)});
  CHECK(f.available() == words{url(4)});
}

TEST_CASE("who is to leave serves on until somebody else can: a pool that is exchanged as a whole has no gap") {
  fixture f;
  f.set("configuration", {backend(6)});
  CHECK(f.available() == words{url(1), url(2)});
  f.prober.answer(alive());
  f.run();
  CHECK(f.available() == words{url(6)});
  CHECK(f.members() == words{url(6)});
}

TEST_CASE("who is to leave waits no longer once whoever comes cannot serve, or says nothing for health.timeout") {
  fixture f;
  f.set("configuration", {backend(6)});
  CHECK(f.available().size() == 2);
  SECTION("cannot") {
    f.prober.answer(dead());
    f.run();
  }
  SECTION("says nothing") {
    f.advance(loadex::config::health_settings().timeout);
  }
  CHECK(f.members() == words{url(6)});
}

TEST_CASE("who was to leave and is named again while it serves on, stays, and is enough for the others to leave") {
  fixture f;
  f.set("configuration", {backend(6)});
  f.set("configuration", {backend(6), backend(1)});
  CHECK(f.available() == words{url(1)});
  f.prober.answer(alive());
  f.run();
  CHECK(f.available() == words{url(1), url(6)});
}

TEST_CASE("who is to leave does so at once while somebody stays who can serve") {
  fixture f;
  f.set("configuration", {backend(1), backend(6)});
  CHECK(f.available() == words{url(1)});
}

TEST_CASE("who is to leave, and was removed by people meanwhile, leaves once") {
  fixture f;
  f.set("configuration", {backend(6)});
  f.remove(1);
  CHECK(f.available() == words{url(2)});
  f.prober.answer(alive());
  f.run();
  CHECK(f.members() == words{url(6)});
}
