#include "actors/health/pace.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace loadex::actors::health;
using namespace std::chrono_literals;

TEST_CASE("regular probes come about every interval, never quite in step") {
  pace next{5s, std::minstd_rand{1}};
  std::set<std::chrono::microseconds> delays;
  for (int i = 0; i < 1'000; ++i) {
    const auto delay = next.regular();
    REQUIRE(delay >= 4'500ms);
    REQUIRE(delay <= 5'500ms);
    delays.insert(delay);
  }
  CHECK(delays.size() > 900);
  CHECK(*delays.begin() < 4'550ms);
  CHECK(*delays.rbegin() > 5'450ms);
}

TEST_CASE("a hurried probe comes about when it is wanted") {
  pace next{5s, std::minstd_rand{1}};
  const auto delay = next.soon(recheck_delay);
  CHECK(delay >= 900ms);
  CHECK(delay <= 1'100ms);
}

TEST_CASE("a hurried probe comes no later than a regular one would") {
  pace next{100ms, std::minstd_rand{1}};
  CHECK(next.soon(recheck_delay) <= 110ms);
}

TEST_CASE("equal seeds give equal delays") {
  pace one{5s, std::minstd_rand{7}};
  pace other{5s, std::minstd_rand{7}};
  for (int i = 0; i < 10; ++i)
    CHECK(one.regular() == other.regular());
}
