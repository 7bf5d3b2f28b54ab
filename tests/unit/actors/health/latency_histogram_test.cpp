#include "actors/health/latency_histogram.hpp"

#include <catch2/catch.hpp>

#include <initializer_list>

using namespace loadex::actors::health;
using namespace std::chrono_literals;

TEST_CASE("a percentile is at or a little above the latency it stands for") {
  for (const auto latency : {0L, 1L, 7L, 100L, 999L, 25'000L, 3'000'000L, 3'000'000'000L}) {
    latency_histogram seen;
    for (int i = 0; i < 100; ++i)
      seen.add(std::chrono::microseconds(latency));
    const auto found = seen.take_99th_percentile().value().count();
    CAPTURE(latency);
    CHECK(found >= latency);
    CHECK(static_cast<double>(found) <= 1.25 * static_cast<double>(latency) + 1);
  }
}

TEST_CASE("one latency in a hundred is above the 99th percentile") {
  latency_histogram seen;
  for (int i = 0; i < 990; ++i)
    seen.add(1ms);
  for (int i = 0; i < 10; ++i)
    seen.add(1s);
  CHECK(seen.take_99th_percentile() < 2ms);
  for (int i = 0; i < 989; ++i)
    seen.add(1ms);
  for (int i = 0; i < 11; ++i)
    seen.add(1s);
  CHECK(seen.take_99th_percentile() >= 1s);
}

TEST_CASE("a percentile is of the latencies since the one before, if there are enough") {
  latency_histogram seen;
  for (int i = 0; i < 50; ++i)
    seen.add(1s);
  CHECK(seen.take_99th_percentile());
  for (int i = 0; i < 49; ++i)
    seen.add(1ms);
  CHECK_FALSE(seen.take_99th_percentile());
}
