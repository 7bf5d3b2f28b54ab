#include "tests/support/pool_fixture.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

// A pool is told all that a configuration wants of it, in one order.

using namespace loadex::actors;
using namespace std::chrono_literals;
using health::state;
using loadex::config::algorithm;
using loadex::observability::event_kind;
using loadex::tests::alive;
using loadex::tests::backend;
using loadex::tests::url;
using outcome = membership_change::outcome;
using words = std::vector<std::string>;

namespace {

/// Four backends, all healthy.
struct fixture : loadex::tests::pool_fixture {
  loadex::config::snapshot::pool wanted;

  explicit fixture(const loadex::config::settings& all = {})
      : pool_fixture({backend(1), backend(2), backend(3), backend(4)}, all)
      , wanted(first) {
    prober.script(url(5), alive());
    run();
  }

  std::vector<loadex::config::backend_settings>& backends() { return wanted.how.backends; }

  /// Has what is wanted by now hold.
  void apply() { reconfigure(wanted); }

  /// Asks the backend of that index for a place, as a worker would.
  std::optional<place> ask(std::size_t index) {
    std::optional<place> got;
    send(view->members[index]->actor,
         request_place{this, true, false, reply_slot<place>{[&](auto answer) { got = answer; }}});
    return got;
  }
};

} // namespace

TEST_CASE("all that a configuration changes in a pool is shown by one view") {
  fixture f;
  f.wanted.how.algo = algorithm::ip_hash;
  f.wanted.traffic.balancing.sticky_cookie = "server";
  f.wanted.traffic.balancing.max_connections = 7;
  f.wanted.traffic.health.traffic_status = {{503, 503}};
  f.backends() = {backend(1, 5), backend(2), backend(4, 1, true)};
  f.report(0, {.opened = 1});
  const auto before = f.view->version;
  f.view.reset(); // else the drain would wait for it
  bool shown = false;
  tell(f.pool, subscribe{[&](const pool_view_ptr& v) {
         if (v->version != before + 1)
           return;
         shown = v->plan.which == algorithm::ip_hash && v->plan.tags.size() == 2 && v->plan.all.size() == 3 &&
                 v->plan.all[0].weight == 5 && v->plan.all[0].limit == 7 && v->plan.first_tier_size == 2 &&
                 v->states[2] == state::draining &&
                 std::ranges::all_of(v->members, [](const auto& m) { return m->failing_status.size() == 1; });
       }});
  f.apply();
  CHECK(shown);
  CHECK(f.answers == std::vector<std::optional<outcome>>{outcome::done});
  CHECK(f.members() == words{url(1), url(2), url(4)});
}

TEST_CASE("the same configuration again changes nothing") {
  fixture f;
  const auto before = f.versions;
  f.apply();
  CHECK(f.last_answer->what == outcome::unchanged);
  CHECK(f.versions == before);
}

TEST_CASE("backends that stay keep their ids, requests and health through a reload") {
  fixture f;
  f.report(0, {.opened = 3});
  f.report(1, {.failed_connects = 1, .why = loadex::base::reason::connect_refused});
  f.wanted.how.algo = algorithm::random;
  f.wanted.traffic.circuit.outages = 9;
  f.backends().erase(f.backends().begin() + 2);
  f.backends().push_back(backend(5));
  f.apply();
  CHECK(f.view->ids == std::vector<balancing::backend_id>{1, 2, 4, 5});
  CHECK(f.view->members[0]->live_load->in_flight == 3);
  CHECK(f.state(1) == state::unhealthy);
}

TEST_CASE("the limit of requests follows at once, be it that of all or a backend's own") {
  fixture f;
  f.wanted.traffic.balancing.max_connections = 2;
  f.backends()[1].max_connections = 1;
  f.apply();
  CHECK(f.view->members[0]->limit == 2);
  CHECK(f.view->plan.all[1].limit == 1);
  CHECK(f.ask(1) == place::granted);
  CHECK(f.ask(1) == place::no_room);
  f.backends()[1].max_connections.reset();
  f.apply();
  CHECK(f.view->plan.all[1].limit == 2);
  CHECK(f.ask(1) == place::granted);
  CHECK(f.ask(1) == place::no_room);
}

TEST_CASE("a backend that comes has the limit that holds by then") {
  fixture f;
  f.wanted.traffic.balancing.max_connections = 2;
  f.apply();
  f.backends().push_back(backend(5));
  f.apply();
  CHECK(f.view->plan.all[4].limit == 2);
}

TEST_CASE("a bound of load that comes later counts the requests that are there already") {
  fixture f;
  f.report(0, {.opened = 3});
  CHECK_FALSE(f.view->plan.load);
  f.wanted.how.algo = algorithm::ip_hash;
  f.wanted.traffic.balancing.hash_load_bound = 25;
  f.apply();
  REQUIRE(f.view->plan.load);
  CHECK(*f.view->plan.load == 3);
  CHECK(f.view->plan.load_bound == 25);
  f.report(0, {.closed = 3});
  CHECK(*f.view->plan.load == 0);
  f.wanted.traffic.balancing.hash_load_bound = 0;
  f.apply();
  CHECK_FALSE(f.view->plan.load);
}

namespace {

/// Until the next comparison the fourth backend takes ten times as long as the others.
void compare(fixture& f, std::chrono::milliseconds until = 5s) {
  for (std::size_t i = 0; i < 4; ++i)
    for (int request = 0; request < 60; ++request)
      f.view->members[i]->latencies->add(i == 3 ? 100ms : 10ms);
  f.advance(until);
}

} // namespace

TEST_CASE("latencies are compared from when that is wanted until it is not, which gives everybody the whole weight") {
  fixture f;
  CHECK_FALSE(f.view->members[0]->latencies);
  f.wanted.traffic.outlier.factor = 3;
  f.apply();
  for (int i = 0; i < 3; ++i)
    compare(f);
  CHECK(f.view->plan.all[3].eased);
  f.wanted.traffic.outlier.factor = 0;
  f.apply();
  CHECK_FALSE(f.view->plan.all[3].eased);
  CHECK(f.view->plan.all[3].live_load->share == 1);
  CHECK_FALSE(f.view->members[0]->latencies);
  f.advance(1min); // nothing is compared any more
  CHECK_FALSE(f.view->plan.restrained);
}

TEST_CASE("the time between two comparisons follows at once") {
  loadex::config::settings all;
  all.outlier = {.factor = 3, .interval = 1h};
  fixture f{all};
  f.wanted.traffic.outlier.interval = 1s;
  f.apply();
  for (int i = 0; i < 3; ++i)
    compare(f, 1s);
  CHECK(f.view->plan.all[3].eased);
}

TEST_CASE("latencies that are compared again, after they were not, are so once in the time that is set") {
  fixture f;
  f.wanted.traffic.outlier.factor = 3;
  f.apply();
  f.advance(2500ms);
  f.wanted.traffic.outlier.factor = 0;
  f.apply();
  f.wanted.traffic.outlier.factor = 3;
  f.apply();
  for (int i = 0; i < 3; ++i)
    compare(f, 2500ms);
  CHECK_FALSE(f.view->plan.all[3].eased); // by one comparison: it takes three
}

TEST_CASE("a backend's latency stays what it is when it is to be forgotten at another pace") {
  fixture f;
  f.advance(1min);
  f.report(0, {.timed = 1, .longest = 1s, .together = 1s});
  f.wanted.traffic.balancing.ewma_decay = 1s;
  f.apply();
  CHECK(f.explain().backends[0].latency.value().count() == Approx(1));
}

TEST_CASE("what people have added stays at a reload, or goes if that is wanted") {
  fixture f;
  f.add(5);
  f.apply();
  CHECK(f.members().size() == 5);
  f.reconfigure(f.wanted, true);
  CHECK(f.members() == words{url(1), url(2), url(3), url(4)});
  CHECK(f.answers.back() == outcome::done);
  f.reconfigure(f.wanted, true);
  CHECK(f.answers.back() == outcome::unchanged);
}

TEST_CASE("what people have added and a configuration names now stays as it is there, with what is known of it") {
  fixture f;
  f.add(5, 7);
  f.report(4, {.opened = 2});
  f.backends().push_back(backend(5, 3));
  f.reconfigure(f.wanted, true);
  CHECK(f.view->ids.back() == 5);
  CHECK(f.available().size() == 5);
  CHECK(f.view->plan.all[4].weight == 3);
  CHECK(f.view->members[4]->live_load->in_flight == 2);
  f.backends().pop_back();
  f.apply();
  CHECK(f.state(4) == state::draining);
}

TEST_CASE("what people have changed holds until the configuration says another thing than before") {
  fixture f;
  f.choose_by(algorithm::random);
  f.weigh(1, 9);
  f.wanted.traffic.health.fall = 3;
  f.apply();
  CHECK(f.view->plan.which == algorithm::random);
  CHECK(f.view->plan.all[0].weight == 9);
  f.wanted.how.algo = algorithm::ip_hash;
  f.backends()[0].weight = 2;
  f.apply();
  CHECK(f.view->plan.which == algorithm::ip_hash);
  CHECK(f.view->plan.all[0].weight == 2);
}

TEST_CASE("thousands that leave together do so in few views") {
  fixture f;
  for (int number = 1; number <= 4'000; ++number) {
    f.backends().push_back(backend(1'000 + number));
    f.prober.script(f.backends().back().url.text(), alive());
  }
  f.apply();
  CHECK(f.available().size() == 4'004);
  const auto views = f.versions.size();
  f.backends().resize(4);
  f.apply();
  CHECK(f.members().size() == 4);
  CHECK(f.versions.size() - views < 20);
  CHECK(f.counted->by_kind[static_cast<std::size_t>(event_kind::backend_removed)] == 4'000);
}
