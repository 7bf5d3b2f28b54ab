#include "actors/balancing/latency_estimate.hpp"
#include "actors/balancing/peak_ewma.hpp"
#include "tests/support/candidate_pool.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace loadex::actors::balancing;
using namespace std::chrono_literals;
using loadex::config::algorithm;
using loadex::tests::candidate_pool;
using loadex::tests::distribution;

namespace {

using seconds = latency_estimate::seconds;

/// Candidates whose latencies are observed.
struct observed_pool : candidate_pool {
  using candidate_pool::candidate_pool;

  void answers_in(std::size_t index, seconds latency) {
    auto& estimate = estimates[index];
    estimate.observe(latency, latency, now);
    live_load[index].latency_level = estimate.level();
  }

  std::map<std::size_t, latency_estimate> estimates; // of the default decay: 10 s
  latency_estimate::time_point now{1h};
};

} // namespace

TEST_CASE("ewma takes the faster of two candidates") {
  observed_pool pool(2);
  pool.answers_in(0, 30ms);
  pool.answers_in(1, 20ms);
  peak_ewma by{1};
  by.adopt(pool.plan(algorithm::peak_ewma));
  CHECK(distribution(by, 1'000) == std::map<std::size_t, int>{{1, 1'000}});
}

TEST_CASE("ewma multiplies the latency by the requests in flight, this one included") {
  observed_pool pool(2);
  pool.answers_in(0, 10ms);
  pool.answers_in(1, 35ms);
  peak_ewma by{2};
  by.adopt(pool.plan(algorithm::peak_ewma));
  pool.load(0) = 2;
  CHECK(by.pick({}) == 0u); // 30 ms against 35
  pool.load(0) = 3;
  CHECK(by.pick({}) == 1u); // 40 ms against 35
}

TEST_CASE("ewma counts requests in flight per unit of weight, with those not reported yet") {
  observed_pool pool{4, 1};
  pool.answers_in(0, 10ms);
  pool.answers_in(1, 10ms);
  peak_ewma by{3};
  by.adopt(pool.plan(algorithm::peak_ewma));
  pool.load(0) = 2;
  CHECK(by.pick({}) == 0u);
  const std::array<std::int32_t, 2> unsent{2, 0};
  CHECK(by.pick({.unsent = unsent}) == 1u);
}

TEST_CASE("ewma avoids a slow one of five, and tries it again when its latency has decayed") {
  observed_pool pool(5);
  peak_ewma by{4};
  by.adopt(pool.plan(algorithm::peak_ewma));
  const auto others_answer_for = [&](std::chrono::seconds period) {
    std::map<std::size_t, int> counts;
    for (const auto end = pool.now + period; pool.now < end; pool.now += 100ms) {
      for (std::size_t i : {0u, 1u, 3u, 4u})
        pool.answers_in(i, 10ms);
      ++counts[by.pick({}).value()];
    }
    return counts;
  };
  pool.answers_in(2, 1s);
  CHECK_FALSE(others_answer_for(45s).contains(2)); // 1 s is 11 ms after 4.5 decays of 10 s
  CHECK(others_answer_for(10s).contains(2));       // and 4 ms after one more
}

TEST_CASE("ewma gives a candidate of which nothing is known one request at a time") {
  observed_pool pool(2);
  pool.answers_in(0, 1ms);
  peak_ewma by{5};
  by.adopt(pool.plan(algorithm::peak_ewma));
  CHECK(by.pick({}) == 1u);
  pool.load(1) = 1;
  pool.load(0) = 1'000;
  CHECK(by.pick({}) == 0u);
  pool.load(1) = 0;
  CHECK(by.pick({}) == 1u);
}

TEST_CASE("ewma takes the less busy per weight of candidates of which nothing is known") {
  observed_pool pool{4, 1};
  pool.load(0) = 3;
  pool.load(1) = 1;
  peak_ewma by{6};
  by.adopt(pool.plan(algorithm::peak_ewma));
  CHECK(by.pick({}) == 0u);
  pool.load(0) = 5;
  CHECK(by.pick({}) == 1u);
}

TEST_CASE("ewma passes over candidates that were tried") {
  observed_pool pool(3);
  pool.answers_in(0, 1ms);
  pool.answers_in(1, 2ms);
  pool.answers_in(2, 1s);
  peak_ewma by{7};
  by.adopt(pool.plan(algorithm::peak_ewma));
  const std::array<backend_id, 3> tried{1, 2, 3};
  CHECK(by.pick({.tried = std::span{tried}.first(1)}) == 1u);
  CHECK(by.pick({.tried = std::span{tried}.first(2)}) == 2u);
  CHECK_FALSE(by.pick({.tried = tried}));
}
