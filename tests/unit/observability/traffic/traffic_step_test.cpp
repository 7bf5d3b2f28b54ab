#include "observability/traffic/traffic_step.hpp"

#include <catch2/catch.hpp>

using namespace loadex::observability;

namespace {

duration_histogram::counts counted(std::initializer_list<std::pair<std::size_t, std::uint32_t>> buckets) {
  duration_histogram::counts counts{};
  for (const auto& [bucket, count] : buckets)
    counts[bucket] = count;
  return counts;
}

} // namespace

TEST_CASE("a percentile is the bucket of the smallest that so many do not exceed") {
  CHECK(percentiles_between({}, counted({{7, 1}})) == percentiles{7, 7, 7});
  CHECK(percentiles_between({}, counted({{3, 50}, {4, 45}, {5, 4}, {9, 1}})) == percentiles{3, 4, 5});
  CHECK(percentiles_between({}, counted({{3, 49}, {4, 45}, {5, 4}, {9, 2}})) == percentiles{4, 5, 9});
  CHECK(percentiles_between({}, counted({{0, 1}, {167, 1}})) == percentiles{0, 167, 167});
}

TEST_CASE("percentiles are of what has come since, also where a count has wrapped around") {
  const auto before = counted({{3, 0xFFFFFFFFU}, {5, 1'000}});
  auto now = before;
  CHECK_FALSE(percentiles_between(before, now));
  now[3] += 2;
  CHECK(count_between(before, now) == 2);
  CHECK(percentiles_between(before, now) == percentiles{3, 3, 3});
}

TEST_CASE(
    "two steps together have the requests and errors of both, the load of the second and the higher percentiles") {
  traffic_step both{.requests = 2, .errors = 1, .in_flight = 9, .took = {10, 20, 20}};
  both.append({.requests = 3, .errors = 4, .in_flight = 5, .took = {12, 15, 30}});
  CHECK(both.requests == 5);
  CHECK(both.errors == 5);
  CHECK(both.in_flight == 5);
  CHECK(both.took == percentiles{12, 20, 30});
}

TEST_CASE("a step without requests says nothing of how long they take") {
  traffic_step both{.requests = 2, .took = {10, 20, 20}};
  both.append({.errors = 1, .took = {99, 99, 99}});
  CHECK(both.took == percentiles{10, 20, 20});
  traffic_step none{.took = {99, 99, 99}};
  none.append({.requests = 1, .took = {1, 2, 3}});
  CHECK(none.took == percentiles{1, 2, 3});
}
