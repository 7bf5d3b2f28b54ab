#include "actors/balancing/weighted_round_robin.hpp"
#include "tests/support/candidate_pool.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>

using namespace loadex::actors::balancing;
using loadex::tests::candidate_pool;
using loadex::tests::distribution;

TEST_CASE("weighted round robin gives each candidate as many turns a round as its weight") {
  candidate_pool pool{5, 1, 3};
  weighted_round_robin by{1};
  by.adopt(pool.plan());
  for (int round = 0; round < 1'000; ++round)
    REQUIRE(distribution(by, 9) == std::map<std::size_t, int>{{0, 5}, {1, 1}, {2, 3}});
}

TEST_CASE("weighted round robin spreads the turns of a heavy candidate evenly") {
  candidate_pool pool{2, 1, 1};
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    weighted_round_robin by{seed};
    by.adopt(pool.plan());
    int in_a_row = 0;
    for (int i = 0; i < 400; ++i) {
      in_a_row = by.pick({}) == 0u ? in_a_row + 1 : 0;
      REQUIRE(in_a_row <= 2);
    }
  }
}

// In virtual time a candidate is less than one turn off, and so the sum of n candidates less than n turns.
TEST_CASE("weighted round robin keeps every candidate near its share at every moment") {
  const auto weights = GENERATE(values<std::vector<std::uint32_t>>({{7, 2, 1},
                                                                    {5, 1, 1},
                                                                    {1, 1'000},
                                                                    {3, 3, 3, 2},
                                                                    {10, 9, 8, 7, 6, 5, 4, 3, 2, 1},
                                                                    {900, 1, 1, 1, 1, 1, 1, 1, 1}}));
  candidate_pool pool(0);
  for (auto weight : weights)
    pool.add(weight);
  const auto& plan = pool.plan();
  weighted_round_robin by{3};
  by.adopt(plan);
  std::vector<int> turns(weights.size());
  for (int picks = 1; picks <= 10'000; ++picks) {
    ++turns[by.pick({}).value()];
    for (std::size_t i = 0; i < turns.size(); ++i) {
      const double share = static_cast<double>(weights[i]) / static_cast<double>(plan.first_tier_weight);
      REQUIRE(std::abs(turns[i] - picks * share) < 1 + static_cast<double>(turns.size()) * share);
    }
  }
}

TEST_CASE("weighted round robin gives 10 000 backends exactly their shares") {
  candidate_pool pool(10'000, 2);
  weighted_round_robin by{4};
  by.adopt(pool.plan());
  const auto counts = distribution(by, 40'000);
  CHECK(counts.size() == 10'000);
  CHECK(std::ranges::all_of(counts, [](const auto& c) { return c.second == 4; }));
}

TEST_CASE("weighted round robin gives nobody the turns at which it was passed over") {
  candidate_pool pool{1, 5, 3};
  weighted_round_robin by{1};
  by.adopt(pool.plan());
  const std::array<backend_id, 1> passed_over{1};
  const std::array<backend_id, 2> light_ones{1, 3};
  for (int i = 0; i < 900; ++i) // as long as somebody has but a part of its weight, or no place
    REQUIRE(by.pick({.tried = i % 2 == 0 ? std::span(passed_over) : std::span<const backend_id>(light_ones)}));
  auto after = distribution(by, 90);
  CHECK(std::abs(after[0] - 10) <= 1);
  CHECK(std::abs(after[1] - 50) <= 1);
  CHECK(std::abs(after[2] - 30) <= 1);
}

TEST_CASE("weighted round robin passes over candidates that were tried and does not lose them") {
  candidate_pool pool{1, 1};
  weighted_round_robin by{5};
  by.adopt(pool.plan());
  const std::array<backend_id, 1> first_tried{1};
  CHECK(distribution(by, 10, {.tried = first_tried}) == std::map<std::size_t, int>{{1, 10}});
  CHECK(by.pick({}) == 0u); // its turn was still to come

  const std::array<backend_id, 2> all_tried{1, 2};
  CHECK_FALSE(by.pick({.tried = all_tried}));
  CHECK(by.pick({}));
}

TEST_CASE("weighted round robin finds nothing in an empty pool") {
  weighted_round_robin by{6};
  CHECK_FALSE(by.pick({}));
  candidate_pool nobody(0);
  by.adopt(nobody.plan());
  CHECK_FALSE(by.pick({}));
}

TEST_CASE("weighted round robin goes on in its round when another candidate leaves or comes") {
  candidate_pool pool{1, 1, 1, 1};
  weighted_round_robin by{7};
  by.adopt(pool.plan());
  const auto first = by.pick({}).value();
  const auto second = by.pick({}).value();
  const auto& rest = pool.plan_without(first);
  by.adopt(rest);
  std::map<backend_id, int> turns;
  for (int i = 0; i < 2; ++i)
    ++turns[rest.all[by.pick({}).value()].id];
  CHECK(turns.size() == 2);
  CHECK_FALSE(turns.contains(pool.list[second].id));

  by.adopt(pool.plan());
  const auto counts = distribution(by, 400);
  CHECK(std::ranges::all_of(counts, [](const auto& c) { return std::abs(c.second - 100) <= 1; }));
}
