#include "actors/health/pace.hpp"
#include "tests/support/candidate_pool.hpp"
#include "tests/support/chi_squared.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <map>
#include <set>
#include <utility>

using namespace loadex::actors::health;
using namespace std::chrono_literals;
using loadex::tests::candidate_pool;
using loadex::tests::chi_squared;
using loadex::tests::chi_squared_limit;

namespace {

constexpr std::size_t tenths = 10;

/// How many of 1 000 backends, one for each seed, are probed in each tenth of an interval of 5 s, if their probes come
/// that long after they were in step.
std::map<std::size_t, int> probes_by_tenth(const std::function<std::chrono::microseconds(pace&)>& delay) {
  std::map<std::size_t, int> counts;
  for (std::uint32_t seed = 1; seed <= 1'000; ++seed) {
    pace one{5s, seed};
    const auto within = delay(one) % std::chrono::microseconds(5s);
    ++counts[static_cast<std::size_t>(within * tenths / 5s)];
  }
  return counts;
}

void check_even(const std::map<std::size_t, int>& counts) {
  CHECK(chi_squared(counts, candidate_pool(tenths).list) < chi_squared_limit(tenths));
}

} // namespace

TEST_CASE("the first regular delays of many backends are spread evenly over the interval") {
  for (std::uint32_t seed = 0; seed < 1'000; ++seed) {
    const auto first = pace{5s, seed}.regular();
    REQUIRE(first > 0us);
    REQUIRE(first <= 5s);
  }
  check_even(probes_by_tenth([](pace& one) { return one.regular(); }));
}

TEST_CASE("probes that are spread evenly stay so") {
  check_even(probes_by_tenth([](pace& one) {
    auto after = 0us;
    for (int i = 0; i < 100; ++i)
      after += one.regular();
    return after;
  }));
}

TEST_CASE("probes of many backends that were hurried at once are spread evenly again") {
  check_even(probes_by_tenth([](pace& one) {
    one.regular();
    const auto hurried = one.soon(1s);
    return hurried + one.regular();
  }));
}

TEST_CASE("later regular probes come about every interval, never quite in step") {
  pace next{5s, 1};
  next.regular();
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
  pace next{5s, 1};
  const auto delay = next.soon(1s);
  CHECK(delay >= 900ms);
  CHECK(delay <= 1'100ms);
}

TEST_CASE("a hurried probe comes no later than a regular one would") {
  pace next{100ms, 1};
  CHECK(next.soon(1s) <= 110ms);
}

TEST_CASE("the shortest and the longest interval keep to their bounds") {
  for (const auto interval : {10ms, 3'600'000ms}) {
    pace next{interval, 1};
    CHECK(next.regular() <= interval);
    CHECK(next.regular() >= interval * 9 / 10);
    CHECK(next.regular() <= interval * 11 / 10);
  }
}

TEST_CASE("probes begin in company, a hundredth of the interval late at most, and no more than 50 ms") {
  for (const auto& [interval, latest] : {std::pair{10ms, 100us}, {1'000ms, 10'000us}, {3'600'000ms, 50'000us}}) {
    const pace one{interval, 1};
    std::set<std::chrono::microseconds> begins;
    for (auto now = 0ns; now < latest * 3; now += latest / 50 + 1ns) {
      const auto delay = one.in_company(now, 7ms);
      REQUIRE(delay > 7ms);
      REQUIRE(delay <= 7ms + latest);
      begins.insert(std::chrono::floor<std::chrono::microseconds>(now + delay));
    }
    CHECK(begins.size() <= 4);
  }
}

TEST_CASE("equal seeds give equal delays") {
  pace one{5s, 7};
  pace other{5s, 7};
  for (int i = 0; i < 10; ++i)
    CHECK(one.regular() == other.regular());
}

TEST_CASE("probes of many backends that are given another interval are spread evenly over that") {
  check_even(probes_by_tenth([](pace& one) {
    one.adopt(50s);
    one.regular();
    one.adopt(5s);
    return one.regular();
  }));
}
