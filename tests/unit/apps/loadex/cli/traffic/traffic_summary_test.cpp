#include "apps/loadex/cli/traffic/traffic_summary.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace std::chrono_literals;
using loadex::cli::latency;
using loadex::cli::percentile;
using loadex::cli::traffic_summary;

namespace {

/// 1 ms, 2 ms, ... up to `count` ms.
std::vector<latency> milliseconds_up_to(int count) {
  std::vector<latency> all;
  for (int i = 1; i <= count; ++i)
    all.emplace_back(i * 1ms);
  return all;
}

} // namespace

TEST_CASE("a percentile is the nearest rank") {
  const auto hundred = milliseconds_up_to(100);
  CHECK(percentile(hundred, 50) == 50ms);
  CHECK(percentile(hundred, 90) == 90ms);
  CHECK(percentile(hundred, 99) == 99ms);
  CHECK(percentile(hundred, 100) == 100ms);

  const auto ten = milliseconds_up_to(10);
  CHECK(percentile(ten, 50) == 5ms);
  CHECK(percentile(ten, 91) == 10ms);
  CHECK(percentile(ten, 0.1) == 1ms);
}

TEST_CASE("a percentile of one value is that value, and of none is zero") {
  CHECK(percentile(milliseconds_up_to(1), 50) == 1ms);
  CHECK(percentile({}, 99) == 0ms);
}

TEST_CASE("latencies are summed up in whatever order they came") {
  traffic_summary summary;
  for (int i = 100; i > 0; --i)
    summary.add_response("a", "", i * 1ms);
  const auto took = summary.latencies();
  CHECK(took.p50 == 50ms);
  CHECK(took.p90 == 90ms);
  CHECK(took.p99 == 99ms);
  CHECK(took.max == 100ms);
}

TEST_CASE("a bad response counts for who sent it and as a failure") {
  traffic_summary summary;
  summary.add_response("a", "", 1ms);
  summary.add_response("b", "500 Internal Server Error", 1ms);
  CHECK(summary.total() == 2);
  CHECK(summary.succeeded() == 1);
  CHECK(summary.failed() == 1);
  CHECK(summary.distribution().at("b") == 1);
  CHECK(summary.failures().at("500 Internal Server Error") == 1);
}

TEST_CASE("a request without answer counts for nobody and has no latency") {
  traffic_summary summary;
  summary.add_failure("connection refused");
  summary.add_failure("connection refused");
  CHECK(summary.total() == 2);
  CHECK(summary.failed() == 2);
  CHECK(summary.succeeded() == 0);
  CHECK(summary.distribution().empty());
  CHECK(summary.failures().at("connection refused") == 2);
  CHECK(summary.latencies().max == 0ms);
}

TEST_CASE("the histogram has buckets from the fastest to the slowest, empty ones between them too") {
  traffic_summary summary;
  CHECK(summary.histogram().empty());
  summary.add_response("a", "", 1500us);
  summary.add_response("a", "", 2ms);
  summary.add_response("a", "", 7ms);
  const auto buckets = summary.histogram();
  REQUIRE(buckets.size() == 3);
  CHECK(buckets[0].up_to == 2ms);
  CHECK(buckets[0].requests == 2);
  CHECK(buckets[1].up_to == 5ms);
  CHECK(buckets[1].requests == 0);
  CHECK(buckets[2].up_to == 10ms);
  CHECK(buckets[2].requests == 1);
}
