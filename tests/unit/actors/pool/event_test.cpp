#include "tests/support/pool_fixture.hpp"

#include <catch2/catch.hpp>

using namespace loadex::actors;
using namespace loadex::observability;
using loadex::base::reason;
using namespace std::chrono_literals;
using loadex::tests::dead;
using loadex::tests::url;
using fixture = loadex::tests::pool_fixture;

TEST_CASE("every change of the pool is one event, with its cause and who decided") {
  fixture f{2};
  f.run();
  CHECK(f.happened() == std::vector<std::string>{"backend up", "backend up"});
  f.events.clear();

  f.report(0, {.opened = 1, .closed = 1, .failed_connects = 1, .why = reason::connect_refused});
  f.add(3);
  f.weigh(3, 4);
  f.disable(3);
  f.enable(3);
  f.remove(3);
  f.choose_by(loadex::config::algorithm::random);
  CHECK(f.happened() == std::vector<std::string>{"backend down", "backend added", "weight changed", "backend disabled",
                                                 "backend enabled", "backend draining", "backend drained",
                                                 "backend removed", "algorithm changed"});
  const event& down = *f.events[0];
  CHECK(down.by == decider::traffic);
  CHECK(down.pool == "main");
  CHECK(down.backend == url(1));
  CHECK(down.backend_id == 1);
  CHECK(down.why == reason::connect_refused);
  CHECK(f.events[1]->by == decider::admin);
  CHECK(f.events[6]->by == decider::pool);
  CHECK(std::chrono::system_clock::now() - down.at < 1min);
}

TEST_CASE("events are numbered without a gap and counted") {
  fixture f{2};
  f.run();
  f.prober.script(url(1), dead());
  f.advance(10s);
  for (std::size_t i = 0; i < f.events.size(); ++i)
    CHECK(f.events[i]->number == i + 1);
  CHECK(f.counted->by_kind[static_cast<std::size_t>(event_kind::backend_up)] == 2);
  CHECK(f.counted->by_kind[static_cast<std::size_t>(event_kind::backend_down)] == 1);
}

TEST_CASE("who subscribes late gets the events since then, and who wants no more gets none") {
  fixture f{2};
  f.run();
  f.weigh(1, 2);
  std::vector<std::uint64_t> seen;
  f.log->subscribe(1, [&](const event_ptr& e) {
    seen.push_back(e->number);
    return seen.size() < 3;
  });
  CHECK(seen == std::vector<std::uint64_t>{2, 3});
  f.weigh(1, 3);
  f.weigh(1, 4);
  CHECK(seen == std::vector<std::uint64_t>{2, 3, 4});
}

TEST_CASE("a change that somebody asked for says who, from where, and what was before and is now") {
  fixture f{2};
  f.run();
  f.events.clear();
  const asker jane{"admin token", "10.0.0.7"};
  f.send(f.pool, change_weight{backend_name{1U}, 3, {}, jane});
  f.send(f.pool, change_algorithm{loadex::config::algorithm::random, {}, jane});
  f.send(f.pool, disable_backend{backend_name{2U}, {}, jane});
  f.send(f.pool, enable_backend{backend_name{2U}, {}, jane});
  f.send(f.pool, drain_backend{backend_name{2U}, 1min, {}, jane});
  f.send(f.pool, remove_backend{backend_name{2U}, 1min, {}, jane});
  f.send(f.pool, add_backend{loadex::tests::backend(3, 7), {}, jane});
  std::vector<std::string> told;
  for (const auto& e : f.events)
    if (e->by == decider::admin && e->kind != event_kind::backend_up) {
      CHECK(e->asked == jane);
      told.push_back(std::string(to_string(e->kind)) + ": " + e->before + " -> " + e->after);
    }
  CHECK(told == std::vector<std::string>{"weight changed: 1 -> 3", "algorithm changed: roundrobin -> random",
                                         "backend disabled: healthy -> disabled",
                                         "backend enabled: disabled -> healthy",
                                         "backend draining: healthy -> draining",
                                         "backend draining: disabled -> draining", "backend added:  -> 7"});
}

TEST_CASE("a change by the configuration is told apart from one by people") {
  fixture f{2};
  f.run();
  auto wanted = f.first;
  wanted.how.backends[0].weight = 5;
  wanted.how.backends.pop_back();
  f.events.clear();
  f.reconfigure(wanted);
  REQUIRE(f.happened().size() >= 2);
  CHECK(f.happened()[0] == "weight changed");
  CHECK(f.events[0]->by == decider::reload);
  CHECK(f.happened()[1] == "backend draining");
  CHECK(f.events[1]->by == decider::reload);
}
