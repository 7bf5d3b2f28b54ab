#include "actors/balancing/round_robin.hpp"
#include "tests/support/candidate_pool.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace loadex::actors::balancing;
using loadex::tests::candidate_pool;
using loadex::tests::distribution;

namespace {

shared_turns no_turns_yet() {
  return std::make_shared<std::atomic<std::uint64_t>>(0);
}

} // namespace

TEST_CASE("round robin takes the candidates in turn") {
  candidate_pool pool(3);
  round_robin by{no_turns_yet()};
  by.adopt(pool.plan());
  for (std::size_t expected : {0u, 1u, 2u, 0u, 1u, 2u})
    CHECK(by.pick({}) == expected);
}

TEST_CASE("round robin takes turns across workers") {
  candidate_pool pool(3);
  const auto turns = no_turns_yet();
  round_robin one{turns};
  round_robin other{turns};
  one.adopt(pool.plan());
  other.adopt(pool.plan());
  CHECK(one.pick({}) == 0u);
  CHECK(other.pick({}) == 1u);
  CHECK(other.pick({}) == 2u);
  CHECK(one.pick({}) == 0u);
}

TEST_CASE("round robin gives 10 000 backends exactly the same share") {
  candidate_pool pool(10'000);
  round_robin by{no_turns_yet()};
  by.adopt(pool.plan());
  const auto counts = distribution(by, 30'000);
  CHECK(counts.size() == 10'000);
  CHECK(std::ranges::all_of(counts, [](const auto& c) { return c.second == 3; }));
}

TEST_CASE("round robin passes over candidates that were tried") {
  candidate_pool pool(3);
  round_robin by{no_turns_yet()};
  by.adopt(pool.plan());
  const std::array<backend_id, 2> tried{1, 2};
  CHECK(by.pick({.tried = tried}) == 2u);
}

TEST_CASE("round robin finds nothing when all were tried or nobody is there") {
  candidate_pool pool(2);
  round_robin by{no_turns_yet()};
  CHECK_FALSE(by.pick({}));
  by.adopt(pool.plan());
  const std::array<backend_id, 2> tried{1, 2};
  CHECK_FALSE(by.pick({.tried = tried}));
}

TEST_CASE("round robin shares evenly again at once when the pool changes") {
  candidate_pool pool(4);
  round_robin by{no_turns_yet()};
  by.adopt(pool.plan());
  CHECK(by.pick({}) == 0u);

  by.adopt(pool.plan_without(0));
  const auto counts = distribution(by, 30);
  CHECK(counts.size() == 3);
  CHECK(std::ranges::all_of(counts, [](const auto& c) { return c.second == 10; }));
}
