#include "observability/traffic/duration_histogram.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstddef>

using namespace std::chrono_literals;
using loadex::observability::duration_histogram;
using std::chrono::nanoseconds;

TEST_CASE("the middle of a duration's bucket is within 6.25 % of it, or within 4.1 us") {
  for (double ns = 1; ns < 68e9; ns *= 1.003) {
    const nanoseconds duration(static_cast<std::int64_t>(ns));
    const auto told = duration_histogram::middle_of(duration_histogram::bucket_of(duration)) * 1e6; // ns
    CAPTURE(duration.count(), told);
    CHECK(std::abs(told - ns) <= std::max(ns * 0.0625, 4'100.0) + 1);
  }
}

TEST_CASE("the buckets of durations are in the order of these, and each is used") {
  std::size_t last = 0;
  for (double ns = 1; ns < 70e9; ns *= 1.001) {
    const auto bucket = duration_histogram::bucket_of(nanoseconds(static_cast<std::int64_t>(ns)));
    CHECK((bucket == last || bucket == last + 1));
    last = bucket;
  }
  CHECK(last == duration_histogram::size - 1);
}

TEST_CASE("a duration that no bucket is meant for counts in the nearest") {
  CHECK(duration_histogram::bucket_of(-1ns) == 0);
  CHECK(duration_histogram::bucket_of(24h) == duration_histogram::size - 1);
}
