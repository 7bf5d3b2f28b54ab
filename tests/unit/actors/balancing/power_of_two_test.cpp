#include "actors/balancing/power_of_two.hpp"
#include "actors/balancing/weighted_random.hpp"
#include "tests/support/candidate_pool.hpp"
#include "tests/support/chi_squared.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>

using namespace loadex::actors::balancing;
using loadex::config::algorithm;
using loadex::tests::candidate_pool;
using loadex::tests::chi_squared;
using loadex::tests::chi_squared_limit;
using loadex::tests::distribution;

namespace {

/// The load of the busiest after `requests` that stay.
int highest_load(candidate_pool& pool, strategy& by, int requests) {
  for (int i = 0; i < requests; ++i)
    ++pool.load(by.pick({}).value());
  int highest = 0;
  for (const auto& now : pool.live_load)
    highest = std::max(highest, now.in_flight.load());
  return highest;
}

} // namespace

TEST_CASE("power of two choices takes the less busy of two candidates") {
  candidate_pool pool(2);
  pool.load(0) = 3;
  pool.load(1) = 2;
  power_of_two by{1};
  by.adopt(pool.plan(algorithm::power_of_two));
  CHECK(distribution(by, 1'000) == std::map<std::size_t, int>{{1, 1'000}});
}

TEST_CASE("power of two choices never takes the busiest of a pool") {
  candidate_pool pool(5);
  pool.load(3) = 1;
  power_of_two by{2};
  by.adopt(pool.plan(algorithm::power_of_two));
  const auto counts = distribution(by, 10'000);
  CHECK(counts.size() == 4);
  CHECK_FALSE(counts.contains(3));
}

TEST_CASE("power of two choices counts requests in flight per unit of weight") {
  candidate_pool pool{4, 1};
  pool.load(0) = 7;
  pool.load(1) = 2;
  power_of_two by{3};
  by.adopt(pool.plan(algorithm::power_of_two));
  CHECK(by.pick({}) == 0u);
  pool.load(0) = 9;
  CHECK(by.pick({}) == 1u);
}

TEST_CASE("power of two choices adds what this worker has not reported yet") {
  candidate_pool pool(2);
  pool.load(0) = 1;
  pool.load(1) = 2;
  power_of_two by{4};
  by.adopt(pool.plan(algorithm::power_of_two));
  const std::array<std::int32_t, 2> unsent{2, 0};
  CHECK(by.pick({.unsent = unsent}) == 1u);
}

TEST_CASE("power of two choices spreads an idle pool by weight") {
  candidate_pool pool{5, 1, 3};
  power_of_two by{5};
  by.adopt(pool.plan(algorithm::power_of_two));
  CHECK(chi_squared(distribution(by, 90'000), pool.list) < chi_squared_limit(3));
}

TEST_CASE("power of two choices spreads an idle pool of 1 000 evenly") {
  candidate_pool pool(1'000);
  power_of_two by{6};
  by.adopt(pool.plan(algorithm::power_of_two));
  CHECK(chi_squared(distribution(by, 200'000), pool.list) < chi_squared_limit(1'000));
}

TEST_CASE("power of two choices passes over candidates that were tried") {
  candidate_pool pool{1'000, 1, 1};
  pool.load(2) = 9;
  power_of_two by{7};
  by.adopt(pool.plan(algorithm::power_of_two));
  const std::array<backend_id, 3> tried{1, 2, 3};
  for (int i = 0; i < 100; ++i) {
    REQUIRE(by.pick({.tried = std::span{tried}.first(1)}) == 1u); // the idle one of the two that are left
    REQUIRE(by.pick({.tried = std::span{tried}.first(2)}) == 2u);
    REQUIRE_FALSE(by.pick({.tried = tried}));
  }
}

// Berenbrink, Czumaj, Steger and Vöcking (2000): however many requests there are, the busiest of n has ln ln n / ln 2
// more than the mean (2.8 for 1 000), plus a constant. One choice gives it about sqrt(2 * mean * ln n) more: 37 here.
TEST_CASE("power of two choices keeps the busiest of 1 000 within 5 requests of the mean, where one choice does not") {
  constexpr int mean = 100;
  candidate_pool with_two(1'000);
  power_of_two by_two{8};
  by_two.adopt(with_two.plan(algorithm::power_of_two));
  CHECK(highest_load(with_two, by_two, 1'000 * mean) <= mean + 5);

  candidate_pool with_one(1'000);
  weighted_random by_one{8};
  by_one.adopt(with_one.plan(algorithm::random));
  CHECK(highest_load(with_one, by_one, 1'000 * mean) >= mean + 20);
}

TEST_CASE("power of two choices keeps loads per weight level while requests come and go") {
  candidate_pool pool(0);
  for (std::uint32_t i = 0; i < 100; ++i)
    pool.add(1 + i % 4);
  power_of_two by{9};
  by.adopt(pool.plan(algorithm::power_of_two));
  constexpr std::size_t in_flight = 5'000; // 20 per unit of weight
  std::vector<std::size_t> under_way;
  random_source who_ends{10};
  for (int i = 0; i < 100'000; ++i) {
    if (under_way.size() == in_flight) {
      auto& ends = under_way[who_ends.below(in_flight)];
      --pool.load(ends);
      std::swap(ends, under_way.back());
      under_way.pop_back();
    }
    under_way.push_back(by.pick({}).value());
    ++pool.load(under_way.back());
  }
  for (std::size_t i = 0; i < pool.list.size(); ++i)
    CHECK(pool.load(i) / static_cast<double>(pool.list[i].weight) <= 20 + 5);
}
