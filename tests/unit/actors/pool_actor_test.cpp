#include "actors/pool_actor.hpp"
#include "actors/pool_view.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/scripted_prober.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace loadex::actors;
using namespace std::chrono_literals;
using loadex::config::backend_settings;
using loadex::config::backend_url;
using loadex::observability::reason;
using loadex::tests::alive;
using loadex::tests::dead;

namespace {

std::string url(int number) {
  return "http://127.0.0.1:" + std::to_string(8000 + number);
}

backend_settings backend(int number, std::uint32_t weight = 1) {
  return {backend_url::parse(url(number)), weight};
}

struct fixture : loadex::tests::actor_fixture {
  loadex::tests::scripted_prober prober;
  std::vector<pool_view_ptr> views;
  std::vector<std::optional<membership_change>> answers;
  pool_actor pool;

  explicit fixture(int backends) {
    pool_setup setup{.backends = {}, .health = {}, .io = &prober, .seed = 1};
    for (int number = 1; number <= backends; ++number) {
      setup.backends.push_back(backend(number));
      prober.script(url(number), alive());
    }
    pool = spawn_pool(system(), std::move(setup));
    tell(pool, subscribe{[this](pool_view_ptr view) { views.push_back(std::move(view)); }});
  }

  ~fixture() {
    end_actor(pool);
    CHECK(actors_alive() == 0);
  }

  const pool_view& newest() const { return *views.back(); }

  /// What the admin API would do; answers are noted.
  void add(int number, std::uint32_t weight = 1) { send(pool, add_backend{backend(number, weight), slot()}); }
  void remove(int number) { send(pool, remove_backend{backend_url::parse(url(number)), slot()}); }

  reply_slot<membership_change> slot() {
    return reply_slot<membership_change>{[this](auto answer) { answers.push_back(answer); }};
  }

  std::vector<std::string> members() const {
    std::vector<std::string> urls;
    for (const auto& m : newest().members)
      urls.push_back(m->url.text());
    return urls;
  }

  std::vector<std::string> available() const {
    std::vector<std::string> urls;
    for (auto index : newest().member_of)
      urls.push_back(newest().members[index]->url.text());
    return urls;
  }
};

} // namespace

TEST_CASE("a pool publishes its first view at once, with every backend still checking") {
  fixture f{2};
  f.run();
  const pool_view& first = *f.views.front();
  CHECK(first.version == 1);
  CHECK(first.members.size() == 2);
  CHECK(first.available.empty());
  CHECK_FALSE(first.settled());
}

TEST_CASE("a pool is settled when every backend has its first verdict, good or bad") {
  fixture f{2};
  f.prober.script(url(2), dead());
  f.run();
  CHECK(f.newest().settled());
  CHECK(f.available() == std::vector{url(1)});
  CHECK(f.newest().standings[1].state == health::state::unhealthy);
  CHECK(f.newest().standings[1].why == reason::connect_refused);
}

TEST_CASE("a burst of verdicts becomes few views") {
  fixture f{1'000};
  f.run();
  CHECK(f.newest().available.size() == 1'000);
  CHECK(f.views.size() < 20);
}

TEST_CASE("versions count up") {
  fixture f{3};
  f.run();
  f.add(4);
  for (std::size_t i = 1; i < f.views.size(); ++i)
    CHECK(f.views[i]->version == f.views[i - 1]->version + 1);
}

TEST_CASE("a subscriber gets the newest view at once") {
  fixture f{2};
  f.run();
  pool_view_ptr seen;
  f.send(f.pool, subscribe{[&](pool_view_ptr view) { seen = std::move(view); }});
  CHECK(seen == f.views.back());
}

TEST_CASE("an added backend is a member at once and available after its first good probe") {
  fixture f{1};
  f.run();
  f.add(2, 3);
  CHECK(f.answers == std::vector<std::optional<membership_change>>{membership_change::done});
  CHECK(f.members() == std::vector{url(1), url(2)});
  CHECK(f.available() == std::vector{url(1)});
  CHECK_FALSE(f.newest().settled());
  f.prober.answer(alive());
  f.run();
  CHECK(f.available() == std::vector{url(1), url(2)});
  CHECK(f.newest().available[1].weight == 3);
}

TEST_CASE("adding a backend that is there changes nothing") {
  fixture f{1};
  f.run();
  const auto before = f.views.size();
  f.add(1, 7);
  CHECK(f.answers == std::vector<std::optional<membership_change>>{membership_change::unchanged});
  CHECK(f.views.size() == before);
  CHECK(f.newest().members[0]->weight == 1);
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
  CHECK(f.answers == std::vector<std::optional<membership_change>>{membership_change::done});
  CHECK(f.members() == std::vector{url(2)});
  CHECK(f.available() == std::vector{url(2)});
  const auto probes = f.prober.count(url(1));
  f.advance(1min);
  CHECK(f.prober.count(url(1)) == probes);
  CHECK(f.prober.count(url(2)) > 10);
}

TEST_CASE("removing a backend that is not there changes nothing") {
  fixture f{1};
  f.run();
  f.remove(2);
  CHECK(f.answers == std::vector<std::optional<membership_change>>{membership_change::unchanged});
  CHECK(f.members() == std::vector{url(1)});
}

TEST_CASE("a removed backend counts its requests down to 0 and then its actor ends") {
  fixture f{1};
  f.run();
  auto who = f.newest().members[0];
  f.send(who->actor, traffic_report{.opened = 2});
  f.remove(1);
  f.views.clear();
  f.send(who->actor, traffic_report{.closed = 2});
  CHECK(who->vitals->in_flight == 0);
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
  CHECK(f.newest().available.size() == 1);
}

TEST_CASE("a backend that traffic took out is back within about a second, and views say both") {
  fixture f{2};
  f.run();
  f.send(f.newest().members[0]->actor, traffic_report{.failed_connects = 1, .why = reason::connect_refused});
  CHECK(f.available() == std::vector{url(2)});
  CHECK(f.newest().standings[0].why == reason::connect_refused);
  f.advance(1'200ms);
  CHECK(f.available() == std::vector{url(1), url(2)});
}

TEST_CASE("members and candidates of a view belong together") {
  fixture f{5};
  f.prober.script(url(2), dead());
  f.run();
  const pool_view& view = f.newest();
  REQUIRE(view.available.size() == 4);
  for (std::size_t i = 0; i < view.available.size(); ++i) {
    const member& m = *view.members[view.member_of[i]];
    CHECK(view.available[i].id == m.id);
    CHECK(view.available[i].in_flight == &m.vitals->in_flight);
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
  CHECK(f.answers == std::vector<std::optional<membership_change>>{std::nullopt});
}
