#include "actors/balancing/round_robin.hpp"
#include "tests/support/candidate_pool.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace loadex::actors::balancing;
using loadex::tests::candidate_pool;
using loadex::tests::distribution;

TEST_CASE("round robin takes the candidates in turn") {
  candidate_pool pool(3);
  round_robin by{0};
  by.adopt(pool.list);
  for (std::size_t expected : {0u, 1u, 2u, 0u, 1u, 2u})
    CHECK(by.pick({}) == expected);
}

TEST_CASE("round robin starts where its seed says, so that workers do not start together") {
  candidate_pool pool(3);
  round_robin by{7};
  by.adopt(pool.list);
  CHECK(by.pick({}) == 1u);
}

TEST_CASE("round robin gives 10 000 backends exactly the same share") {
  candidate_pool pool(10'000);
  round_robin by{42};
  by.adopt(pool.list);
  const auto counts = distribution(by, 30'000);
  CHECK(counts.size() == 10'000);
  CHECK(std::ranges::all_of(counts, [](const auto& c) { return c.second == 3; }));
}

TEST_CASE("round robin passes over candidates that were tried") {
  candidate_pool pool(3);
  round_robin by{0};
  by.adopt(pool.list);
  const std::array<backend_id, 2> tried{1, 2};
  CHECK(by.pick({.tried = tried}) == 2u);
}

TEST_CASE("round robin finds nothing when all were tried or nobody is there") {
  candidate_pool pool(2);
  round_robin by{0};
  CHECK_FALSE(by.pick({}));
  by.adopt(pool.list);
  const std::array<backend_id, 2> tried{1, 2};
  CHECK_FALSE(by.pick({.tried = tried}));
}

TEST_CASE("round robin goes on after the last one when the pool changes") {
  candidate_pool pool(4);
  round_robin by{0};
  by.adopt(pool.list);
  CHECK(by.pick({}) == 0u);
  CHECK(by.pick({}) == 1u);

  const auto rest = pool.without(0);
  by.adopt(rest);
  CHECK(rest[by.pick({}).value()].id == 3);

  by.adopt(pool.list);
  CHECK(pool.list[by.pick({}).value()].id == 4);
  CHECK(pool.list[by.pick({}).value()].id == 1);
}
