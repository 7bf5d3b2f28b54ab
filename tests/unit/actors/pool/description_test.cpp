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

pool_description description_of(fixture& f, std::optional<balancing::backend_id> only = {}) {
  std::optional<pool_description> told;
  f.send(f.pool, describe{only, reply_slot<pool_description>{[&](auto answer) { told = std::move(answer); }}});
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
  CHECK(told.algorithm == loadex::config::algorithm::round_robin);
  REQUIRE(told.backends.size() == 3);
  CHECK(told.backends[0].id == 1);
  CHECK(told.backends[0].url == url(1));
  CHECK(told.backends[0].state == state::unhealthy);
  CHECK(told.backends[0].reason == loadex::base::reason::connect_refused);
  CHECK(told.backends[0].last_probe == "Connection refused");
  CHECK_FALSE(told.backends[0].backup);
  CHECK(told.backends[1].state == state::healthy);
  CHECK(told.backends[1].in_flight == 2);
  CHECK(told.backends[1].weight == 5);
  CHECK(told.backends[1].backup);
  CHECK(told.backends[2].state == state::disabled);
  CHECK(told.backends[2].weight == 7);
  CHECK(std::chrono::system_clock::now() - told.backends[2].since < 1min);
}

TEST_CASE("one backend can be described alone, if it is there") {
  fixture f(3);
  f.run();
  const auto one = description_of(f, 2).backends;
  REQUIRE(one.size() == 1);
  CHECK(one.front().url == url(2));
  CHECK(description_of(f, 4).backends.empty());
}
