#include "tests/support/candidate_pool.hpp"
#include "tests/support/chi_squared.hpp"

#include <catch2/catch.hpp>

using loadex::tests::candidate_pool;
using loadex::tests::chi_squared;
using loadex::tests::chi_squared_limit;

TEST_CASE("the limit of chi-squared is that of the published tables") {
  // NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.4, upper-tail critical values for 0.001
  CHECK(chi_squared_limit(2) == Approx(10.828).epsilon(0.035));
  CHECK(chi_squared_limit(3) == Approx(13.816).epsilon(0.025));
  CHECK(chi_squared_limit(11) == Approx(29.588).epsilon(0.007));
  CHECK(chi_squared_limit(101) == Approx(149.449).epsilon(0.001));
}

TEST_CASE("chi-squared is 0 for counts that go by the weights, and grows as they do not") {
  const candidate_pool pool{1, 2, 1};
  CHECK(chi_squared({{0, 10}, {1, 20}, {2, 10}}, pool.list) == 0);
  CHECK(chi_squared({{0, 10}, {1, 15}, {2, 15}}, pool.list) == Approx(25.0 / 20 + 25.0 / 10));
  CHECK(chi_squared({{1, 40}}, pool.list) > chi_squared_limit(3));
}
