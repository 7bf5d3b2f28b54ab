#include "actors/balancing/random_source.hpp"
#include "tests/support/candidate_pool.hpp"
#include "tests/support/chi_squared.hpp"

#include <catch2/catch.hpp>

using namespace loadex::actors::balancing;
using loadex::tests::candidate_pool;
using loadex::tests::chi_squared;
using loadex::tests::chi_squared_limit;

TEST_CASE("random numbers of the same seed are alike, those of another seed do not") {
  random_source one{1};
  random_source same{1};
  random_source other{2};
  bool differ = false;
  for (int i = 0; i < 100; ++i) {
    const auto bits = one.bits();
    CHECK(same.bits() == bits);
    differ = differ || other.bits() != bits;
  }
  CHECK(differ);
}

TEST_CASE("random numbers are below every bound, up to 32 bits") {
  random_source with{3};
  const std::uint64_t bound = GENERATE(1ull, 2ull, 10'000ull, 1ull << 32);
  for (int i = 0; i < 10'000; ++i)
    REQUIRE(with.below(bound) < bound);
}

TEST_CASE("random numbers of seeds in a row, as workers have them, differ from the first on") {
  std::map<std::size_t, int> first;
  for (std::uint64_t seed = 0; seed < 1'000; ++seed)
    ++first[random_source{seed}.below(10)];
  CHECK(chi_squared(first, candidate_pool(10).list) < chi_squared_limit(10));
}
