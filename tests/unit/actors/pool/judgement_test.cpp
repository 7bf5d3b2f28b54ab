#include "config/own_settings.hpp"
#include "tests/support/pool_fixture.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

// What backends are judged by can be changed while they are there.

using namespace loadex::actors;
using namespace std::chrono_literals;
using health::state;
using loadex::base::reason;
using loadex::config::health_settings;
using loadex::observability::event_kind;
using loadex::tests::backend;
using loadex::tests::dead;
using loadex::tests::url;
using outcome = membership_change::outcome;

namespace {

/// The first of two backends has a setting of its own.
struct fixture : loadex::tests::pool_fixture {
  fixture()
      : pool_fixture({falls_at(1, 3), backend(2)}) {
    run();
  }

  static loadex::config::backend_settings falls_at(int number, unsigned fall) {
    auto one = backend(number);
    loadex::config::set_own(one.health, *loadex::config::find_setting("health.fall"), std::to_string(fall));
    return one;
  }

  void change(health_settings health, loadex::config::circuit_settings circuit = {}) {
    auto wanted = first;
    wanted.traffic.health = std::move(health);
    wanted.traffic.circuit = circuit;
    reconfigure(std::move(wanted));
  }

  void set(std::vector<loadex::config::backend_settings> all) {
    send(pool, set_members{{"configuration"}, std::move(all), 10s, slot()});
  }

  /// A bad probe.
  void fail(std::size_t index) { send(view->members[index]->actor, dead()); }
};

} // namespace

TEST_CASE("a pool that is to judge otherwise tells all its backends, but none what it has of its own") {
  fixture f;
  f.change({.path = "/up", .fall = 2});
  CHECK(f.answers == std::vector<std::optional<outcome>>{outcome::done});
  CHECK(f.available() == std::vector{url(1), url(2)});
  f.advance(6s);
  CHECK(f.prober.last_asked().path == "/up");
  for (std::size_t i = 0; i < 2; ++i) {
    f.fail(i);
    f.fail(i);
  }
  CHECK(f.available() == std::vector{url(1)});
  f.fail(0);
  CHECK(f.available().empty());
}

TEST_CASE("a pool that judges so already publishes nothing for being told") {
  fixture f;
  const auto before = f.versions;
  f.change({});
  CHECK(f.last_answer->what == outcome::unchanged);
  CHECK(f.versions == before);
}

TEST_CASE("a source changes what its backend is judged by, of its own or as all are") {
  fixture f;
  f.set({backend(1), fixture::falls_at(2, 2)});
  f.fail(1);
  CHECK(f.available().size() == 2);
  f.fail(0);
  CHECK(f.available() == std::vector{url(2)});
  f.fail(1);
  CHECK(f.available().empty());
  CHECK(std::ranges::none_of(f.events, [](const auto& e) { return e->kind == event_kind::weight_changed; }));
}

TEST_CASE("another weight leaves a backend what it has of its own") {
  fixture f;
  f.weigh(1, 7);
  f.change({.path = "/up"});
  f.fail(0);
  f.fail(0);
  CHECK(f.state(0) == state::healthy);
}

TEST_CASE("a backend that comes is judged as all are now") {
  fixture f;
  f.change({.path = "/up"});
  f.add(3);
  CHECK(f.prober.last_asked().path == "/up");
}

TEST_CASE("workers learn from the next view which statuses count as broken requests, and of whom nothing else") {
  fixture f;
  const auto before = f.view;
  f.change({.traffic_status = {{502, 504}}});
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(f.view->members[i]->failing_status == std::vector<loadex::config::status_range>{{502, 504}});
    CHECK(f.view->members[i]->actor == before->members[i]->actor);
    CHECK(f.view->members[i]->live_load == before->members[i]->live_load);
    CHECK(before->members[i]->failing_status.empty());
  }
  const auto then = f.view;
  f.change({.path = "/up", .traffic_status = {{502, 504}}});
  CHECK(f.view->members == then->members);
}

TEST_CASE("requests are tried anyway, or refused, as soon as that is changed") {
  fixture f;
  f.fail(1);
  for (int i = 0; i < 3; ++i)
    f.fail(0);
  CHECK(f.available().empty());
  f.change({.when_all_down = loadex::config::all_down::try_anyway});
  CHECK(f.available().size() == 2);
  f.change({});
  CHECK(f.available().empty());
}

TEST_CASE("how many may be ejected is changed at once: who is one too many comes back") {
  fixture f;
  f.change({}, {.most_ejected = 0});
  const traffic_report broken{.failed = 5, .trailing_failures = 5, .why = reason::reset};
  f.report(0, broken);
  CHECK(f.available().size() == 2);
  f.change({}, {.most_ejected = 50});
  f.report(0, broken);
  CHECK(f.available() == std::vector{url(2)});
  f.change({}, {.most_ejected = 0});
  CHECK(f.available().size() == 2);
}
