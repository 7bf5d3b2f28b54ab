#include "actors/balancing/weighted_random.hpp"
#include "tests/support/candidate_pool.hpp"
#include "tests/support/chi_squared.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace loadex::actors::balancing;
using loadex::config::algorithm;
using loadex::tests::candidate_pool;
using loadex::tests::chi_squared;
using loadex::tests::chi_squared_limit;
using loadex::tests::distribution;

TEST_CASE("the random algorithm gives each candidate a chance that goes by its weight") {
  candidate_pool pool{5, 1, 3};
  weighted_random by{1};
  by.adopt(pool.plan(algorithm::random));
  CHECK(chi_squared(distribution(by, 90'000), pool.list) < chi_squared_limit(3));
}

TEST_CASE("the random algorithm gives equals the same chance, be they 2 or 1 000") {
  const std::size_t size = GENERATE(2u, 5u, 100u, 1'000u);
  CAPTURE(size);
  candidate_pool pool(size);
  weighted_random by{2};
  by.adopt(pool.plan(algorithm::random));
  CHECK(chi_squared(distribution(by, 200'000), pool.list) < chi_squared_limit(size));
}

TEST_CASE("the random algorithm respects every weight from 1 to 1 000 in one pool") {
  candidate_pool pool(0);
  for (std::uint32_t weight = 1; weight <= 1'000; ++weight)
    pool.add(weight);
  weighted_random by{3};
  by.adopt(pool.plan(algorithm::random));
  CHECK(chi_squared(distribution(by, 2'600'000), pool.list) < chi_squared_limit(1'000));
}

TEST_CASE("the random algorithm respects weights in a pool of 10 000") {
  candidate_pool pool(0);
  for (std::uint32_t i = 0; i < 10'000; ++i)
    pool.add(1 + i % 4);
  weighted_random by{4};
  by.adopt(pool.plan(algorithm::random));
  CHECK(chi_squared(distribution(by, 2'000'000), pool.list) < chi_squared_limit(10'000));
}

TEST_CASE("the random algorithm passes over candidates that were tried") {
  candidate_pool pool{1, 1'000, 1};
  weighted_random by{5};
  by.adopt(pool.plan(algorithm::random));
  const std::array<backend_id, 3> tried{2, 1, 3};
  const auto others = distribution(by, 1'000, {.tried = std::span{tried}.first(1)});
  CHECK_FALSE(others.contains(1));
  CHECK_FALSE(by.pick({.tried = tried}));
}

TEST_CASE("the random algorithm compares nothing, so it has no score") {
  candidate_pool pool(2);
  weighted_random by{6};
  by.adopt(pool.plan(algorithm::random));
  CHECK_FALSE(by.score(0, {}));
}
