#include "tests/support/pool_fixture.hpp"

#include <catch2/catch.hpp>

#include <optional>

using namespace loadex::actors;
using namespace std::chrono_literals;
using loadex::tests::backend;
using loadex::tests::dead;
using loadex::tests::url;
using fixture = loadex::tests::pool_fixture;
using health::state;

namespace {

std::vector<backend_description> description_of(fixture& f, std::optional<balancing::backend_id> only = {}) {
  std::optional<std::vector<backend_description>> told;
  f.send(f.pool, describe_backends{only, reply_slot<std::vector<backend_description>>{
                                             [&](auto answer) { told = std::move(answer); }}});
  return told.value();
}

pool_description summary_of(fixture& f) {
  std::optional<pool_description> told;
  f.send(f.pool, describe_pool{reply_slot<pool_description>{[&](auto answer) { told = std::move(answer); }}});
  return told.value();
}

} // namespace

TEST_CASE("a description of the pool says how every backend is, whether it gets requests or not") {
  fixture f{{backend(1), backend(2, 5, true), backend(3)}};
  f.prober.script(url(1), dead());
  f.run();
  f.report(1, {.opened = 2});
  f.disable(3);
  f.weigh(3, 7);
  const auto told = description_of(f);
  REQUIRE(told.size() == 3);
  CHECK(told[0].id == 1);
  CHECK(told[0].url == url(1));
  CHECK(told[0].state == state::unhealthy);
  CHECK(told[0].reason == loadex::base::reason::connect_refused);
  CHECK(told[0].last_probe == "Connection refused");
  CHECK_FALSE(told[0].backup);
  CHECK(told[1].state == state::healthy);
  CHECK(told[1].in_flight == 2);
  CHECK(told[1].weight == 5);
  CHECK(told[1].backup);
  CHECK(told[2].state == state::disabled);
  CHECK(told[2].weight == 7);
  CHECK(std::chrono::system_clock::now() - told[2].since < 1min);
}

TEST_CASE("one backend can be described alone, if it is there") {
  fixture f(3);
  f.run();
  const auto one = description_of(f, 2);
  REQUIRE(one.size() == 1);
  CHECK(one.front().url == url(2));
  CHECK(description_of(f, 4).empty());
}

TEST_CASE("a description of the pool as a whole counts its backends by state, and their requests") {
  fixture f{{backend(1), backend(2), backend(3)}};
  f.prober.script(url(1), dead());
  f.run();
  f.report(1, {.opened = 2});
  f.report(2, {.opened = 1});
  f.disable(3);
  const auto told = summary_of(f);
  CHECK(told.algorithm == loadex::config::algorithm::round_robin);
  CHECK(told.settings.health == f.first.traffic.health);
  CHECK(told.by_state[static_cast<std::size_t>(state::unhealthy)] == 1);
  CHECK(told.by_state[static_cast<std::size_t>(state::healthy)] == 1);
  CHECK(told.by_state[static_cast<std::size_t>(state::disabled)] == 1);
  CHECK(told.in_flight == 3);
}

TEST_CASE("a backend tells who has said how it is to be") {
  fixture f(1);
  f.add(2);
  f.run();
  const auto told = description_of(f);
  CHECK(told.at(0).source == "configuration");
  CHECK(told.at(1).source == "api");
}

TEST_CASE("a backend is probed when that is asked for, and the verdict counts") {
  fixture f(2);
  f.run();
  f.prober.script(url(2), dead());
  std::optional<probe_report> found;
  f.send(f.pool, probe_backend{backend_name{2U}, reply_slot<probe_report>{[&](auto answer) { found = answer; }}});
  REQUIRE(found);
  CHECK(found->found);
  CHECK_FALSE(found->verdict.healthy);
  CHECK(f.state(1) == state::unhealthy);
  f.send(f.pool, probe_backend{backend_name{9U}, reply_slot<probe_report>{[&](auto answer) { found = answer; }}});
  CHECK_FALSE(found->found);
}
