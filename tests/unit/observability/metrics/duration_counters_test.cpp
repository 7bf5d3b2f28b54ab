#include "observability/metrics/duration_counters.hpp"

#include <catch2/catch.hpp>

using namespace loadex::observability;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

TEST_CASE("a backend's durations count up to the first bound that they are below") {
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < backend_bounds.size(); ++i) {
    const auto bound = backend_bounds[i];
    CAPTURE(i, bound);
    CHECK(bound > before);
    backend_durations counters;
    counters.add(nanoseconds(before));
    counters.add(nanoseconds(bound - 1));
    backend_durations::totals sums;
    counters.add_to(sums);
    CHECK(sums.buckets[i] == 2);
    CHECK(sums.nanoseconds == before + bound - 1);
    before = bound;
  }
}

TEST_CASE("a duration above all bounds counts, and one below 0 adds nothing to the sum") {
  backend_durations counters;
  counters.add(nanoseconds(backend_bounds.back()));
  counters.add(24h);
  counters.add(-1s);
  backend_durations::totals sums;
  counters.add_to(sums);
  CHECK(sums.buckets.back() == 2);
  CHECK(sums.buckets.front() == 1);
  CHECK(sums.nanoseconds == backend_bounds.back() + nanoseconds(24h).count());
  CHECK(counters.count() == 3);
}
