#include "actors/balancing/strategy.hpp"
#include "tests/support/candidate_pool.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace loadex::actors::balancing;
using loadex::tests::candidate_pool;

namespace {

shared_turns no_turns_yet() {
  return std::make_shared<std::atomic<std::uint64_t>>(0);
}

} // namespace

TEST_CASE("every algorithm chooses among the candidates, and equal seeds choose alike") {
  const auto& named = GENERATE(from_range(loadex::config::algorithms().begin(), loadex::config::algorithms().end()));
  CAPTURE(named.name);
  candidate_pool pool{3, 1, 2};
  const auto one = make_strategy(named.which, 99, no_turns_yet());
  const auto other = make_strategy(named.which, 99, no_turns_yet());
  one->adopt(pool.plan(named.which));
  other->adopt(pool.plan(named.which));
  for (int i = 0; i < 100; ++i) {
    const auto key = i % 10 == 0 ? std::string() : std::to_string(i);
    const query ask{.key = key};
    const auto choice = one->pick(ask);
    REQUIRE(choice < pool.list.size());
    REQUIRE(other->pick(ask) == choice);
  }
}

TEST_CASE("every algorithm passes over candidates that were tried, and finds nothing when all were") {
  const auto& named = GENERATE(from_range(loadex::config::algorithms().begin(), loadex::config::algorithms().end()));
  CAPTURE(named.name);
  candidate_pool pool{3, 1, 2};
  const auto by = make_strategy(named.which, 99, no_turns_yet());
  by->adopt(pool.plan(named.which));
  const std::array<backend_id, 3> tried{1, 3, 2};
  for (int i = 0; i < 100; ++i) {
    const auto key = std::to_string(i);
    REQUIRE(by->pick({.key = key, .tried = std::span(tried).first(2)}) == 1u);
    REQUIRE_FALSE(by->pick({.key = key, .tried = tried}));
  }
}

TEST_CASE("every algorithm finds nothing in an empty pool, or before its first") {
  const auto& named = GENERATE(from_range(loadex::config::algorithms().begin(), loadex::config::algorithms().end()));
  CAPTURE(named.name);
  candidate_pool nobody(0);
  const auto by = make_strategy(named.which, 99, no_turns_yet());
  CHECK_FALSE(by->pick({.key = "a"}));
  by->adopt(nobody.plan(named.which));
  CHECK_FALSE(by->pick({.key = "a"}));
}
