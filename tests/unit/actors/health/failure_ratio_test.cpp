#include "actors/health/failure_ratio.hpp"

#include <catch2/catch.hpp>

using namespace loadex::actors::health;
using namespace std::chrono_literals;

namespace {

constexpr failure_ratio::time start{1h};

} // namespace

TEST_CASE("a failure ratio is exceeded when it is reached by enough requests") {
  failure_ratio lately{50, 10s, 20};
  lately.add(19, 19, start);
  CHECK_FALSE(lately.exceeded());
  lately.add(1, 0, start);
  CHECK(lately.exceeded());
  lately.add(20, 0, start);
  CHECK_FALSE(lately.exceeded());
}

TEST_CASE("a failure ratio forgets what is older than its window") {
  failure_ratio lately{50, 10s, 10};
  lately.add(10, 10, start);
  lately.add(10, 0, start + 5s);
  CHECK(lately.requests() == 20);
  lately.add(0, 0, start + 9s);
  CHECK(lately.failed() == 10);
  lately.add(0, 0, start + 11s);
  CHECK(lately.failed() == 0);
  CHECK(lately.requests() == 10);
  lately.add(1, 1, start + 1h);
  CHECK(lately.requests() == 1);
}

TEST_CASE("a failure ratio of 0 is never exceeded") {
  failure_ratio lately{0, 10s, 1};
  lately.add(100, 100, start);
  CHECK_FALSE(lately.exceeded());
}

TEST_CASE("another limit of a failure ratio counts what has been counted, another window begins anew") {
  failure_ratio lately{50, 10s, 20};
  lately.add(10, 4, start);
  lately.adopt(40, 10s, 10);
  CHECK(lately.exceeded());
  lately.adopt(40, 100s, 10);
  CHECK(lately.requests() == 0);
  lately.add(10, 4, start + 1s);
  CHECK(lately.exceeded());
  lately.add(0, 0, start + 90s);
  CHECK(lately.requests() == 10);
  lately.add(0, 0, start + 102s);
  CHECK(lately.requests() == 0);
}
