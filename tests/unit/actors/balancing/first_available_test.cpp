#include "actors/balancing/first_available.hpp"
#include "tests/support/candidate_pool.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace loadex::actors::balancing;
using loadex::tests::candidate_pool;
using loadex::tests::distribution;

TEST_CASE("the algorithm first takes the first candidate, however heavy or idle the others are") {
  candidate_pool pool{1, 1'000, 1};
  pool.load(0) = 50;
  first_available by;
  by.adopt(pool.plan());
  CHECK(distribution(by, 100) == std::map<std::size_t, int>{{0, 100}});
}

TEST_CASE("the algorithm first goes down the list past those that were tried") {
  candidate_pool pool(3);
  first_available by;
  by.adopt(pool.plan());
  const std::array<backend_id, 3> tried{1, 2, 3};
  CHECK(by.pick({.tried = std::span{tried}.first(1)}) == 1u);
  CHECK(by.pick({.tried = std::span{tried}.first(2)}) == 2u);
  CHECK_FALSE(by.pick({.tried = tried}));
}

TEST_CASE("the algorithm first moves up when the first leaves, and back when it returns") {
  candidate_pool pool(2);
  first_available by;
  const auto& without = pool.plan_without(0);
  by.adopt(without);
  CHECK(without.all[by.pick({}).value()].id == 2);
  by.adopt(pool.plan());
  CHECK(by.pick({}) == 0u);
}
