#include "actors/balancing/least_connections.hpp"
#include "tests/support/candidate_pool.hpp"
#include "tests/support/chi_squared.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace loadex::actors::balancing;
using loadex::tests::candidate_pool;
using loadex::tests::chi_squared;
using loadex::tests::chi_squared_limit;
using loadex::tests::distribution;

TEST_CASE("least connections takes the candidate with the fewest requests in flight") {
  candidate_pool pool(3);
  pool.load(0) = 3;
  pool.load(1) = 1;
  pool.load(2) = 2;
  least_connections by{1};
  by.adopt(pool.plan());
  for (int i = 0; i < 100; ++i)
    REQUIRE(by.pick({}) == 1u);
}

TEST_CASE("least connections counts requests in flight per unit of weight") {
  candidate_pool pool{4, 1};
  pool.load(0) = 7;
  pool.load(1) = 2;
  least_connections by{1};
  by.adopt(pool.plan());
  CHECK(by.pick({}) == 0u);
  pool.load(0) = 9;
  CHECK(by.pick({}) == 1u);
}

TEST_CASE("least connections adds what this worker has not reported yet") {
  candidate_pool pool(2);
  pool.load(0) = 1;
  pool.load(1) = 2;
  least_connections by{1};
  by.adopt(pool.plan());
  const std::array<std::int32_t, 2> unsent{2, 0};
  CHECK(by.pick({.unsent = unsent}) == 1u);
}

TEST_CASE("least connections breaks ties at random, by weight") {
  const auto weights = GENERATE(values<std::vector<std::uint32_t>>({{1, 2, 1}, {5, 1, 3, 1, 10}, {1, 1'000}}));
  candidate_pool pool(0);
  for (auto weight : weights)
    pool.add(weight);
  least_connections by{1};
  by.adopt(pool.plan());
  CHECK(chi_squared(distribution(by, 100'000), pool.list) < chi_squared_limit(weights.size()));
}

TEST_CASE("least connections breaks ties among 1 000 evenly") {
  candidate_pool pool(1'000);
  least_connections by{2};
  by.adopt(pool.plan());
  CHECK(chi_squared(distribution(by, 200'000), pool.list) < chi_squared_limit(1'000));
}

TEST_CASE("least connections shares equally between equals beside a busy one") {
  candidate_pool pool(4);
  pool.load(1) = 5;
  least_connections by{1};
  by.adopt(pool.plan());
  const auto counts = distribution(by, 30'000);
  CHECK(counts.size() == 3);
  CHECK(counts.at(0) == Approx(10'000).epsilon(0.05));
  CHECK(counts.at(2) == Approx(10'000).epsilon(0.05));
  CHECK(counts.at(3) == Approx(10'000).epsilon(0.05));
}

TEST_CASE("least connections passes over candidates that were tried") {
  candidate_pool pool(2);
  pool.load(1) = 9;
  least_connections by{1};
  by.adopt(pool.plan());
  const std::array<backend_id, 2> tried{1, 2};
  CHECK(by.pick({.tried = std::span{tried}.first(1)}) == 1u);
  CHECK_FALSE(by.pick({.tried = tried}));
}

TEST_CASE("least connections finds nothing in an empty pool") {
  least_connections by{1};
  CHECK_FALSE(by.pick({}));
}

TEST_CASE("least connections keeps 10 000 backends level") {
  candidate_pool pool(10'000);
  least_connections by{1};
  by.adopt(pool.plan());
  for (int i = 0; i < 100'000; ++i)
    ++pool.load(by.pick({}).value());
  const auto [least, most] =
      std::ranges::minmax_element(pool.live_load, {}, [](const auto& now) { return now.in_flight.load(); });
  CHECK(least->in_flight >= 8);
  CHECK(most->in_flight <= 12);
}
