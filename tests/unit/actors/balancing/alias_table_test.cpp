#include "actors/balancing/alias_table.hpp"
#include "tests/support/candidate_pool.hpp"
#include "tests/support/chi_squared.hpp"

#include <catch2/catch.hpp>

using namespace loadex::actors::balancing;
using loadex::tests::candidate_pool;
using loadex::tests::chi_squared;
using loadex::tests::chi_squared_limit;

namespace {

std::map<std::size_t, int> drawn(const candidates& pool, int times) {
  const alias_table from{pool};
  random_source with{7};
  std::map<std::size_t, int> counts;
  for (int i = 0; i < times; ++i)
    ++counts[from.draw(with)];
  return counts;
}

} // namespace

TEST_CASE("random draws from an alias table go by weight: alike, far apart, and many small ones beside a large one") {
  const std::vector<std::uint32_t> weights =
      GENERATE(values<std::vector<std::uint32_t>>({{4, 4}, {1, 1000}, {1, 2, 3, 4, 5}, {90, 1, 1, 1, 1, 1, 1, 1}}));
  candidate_pool pool(0);
  for (auto weight : weights)
    pool.add(weight);
  CHECK(chi_squared(drawn(pool.list, 100'000), pool.list) < chi_squared_limit(weights.size()));
}

TEST_CASE("random draws from an alias table have one winner where there is one candidate") {
  const candidate_pool pool{3};
  CHECK(drawn(pool.list, 100) == std::map<std::size_t, int>{{0, 100}});
}
