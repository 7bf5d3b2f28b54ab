#include "observability/traffic/traffic_track.hpp"

#include <catch2/catch.hpp>

using namespace loadex::observability;
using loadex::base::reason;

namespace {

constexpr auto reset = static_cast<std::size_t>(reason::reset);

reason_totals resets(std::uint64_t count) {
  reason_totals errors{};
  errors[reset] = count;
  return errors;
}

} // namespace

TEST_CASE("a track keeps the last 15 minutes") {
  traffic_track track(1);
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    CHECK(track.size() == std::min(i, 900U));
    track.add({.requests = i});
  }
  CHECK(track.before_last(0).requests == 999);
  CHECK(track.before_last(899).requests == 100);
}

TEST_CASE("errors are kept by reason from the first on, beside their steps") {
  traffic_track track(1);
  track.add({});
  const auto before = track.memory();
  track.add({.errors = 3}, std::make_unique<reason_totals>(resets(3)).get());
  const reason_totals none{};
  track.add({}, &none);
  CHECK(track.errors_before_last(0, reset) == 0);
  CHECK(track.errors_before_last(1, reset) == 3);
  CHECK(track.errors_before_last(2, reset) == 0);
  CHECK(track.errors_before_last(1, reset + 1) == 0);
  CHECK(track.memory() > before);
  for (std::size_t i = 0; i < 900; ++i)
    track.add({}, &none);
  for (std::size_t i = 0; i < 900; ++i)
    CHECK(track.errors_before_last(i, reset) == 0);
}

TEST_CASE("steps twice as long have what the two had that they were, the newest whole") {
  traffic_track track(1);
  for (std::uint32_t i = 0; i < 5; ++i) {
    const auto errors = resets(10 * i);
    track.add({.requests = i, .errors = 10 * i, .in_flight = i}, &errors);
  }
  track.coarsen();
  CHECK(track.seconds_a_step() == 2);
  REQUIRE(track.size() == 2);
  CHECK(track.before_last(0).requests == 7);
  CHECK(track.before_last(0).in_flight == 4);
  CHECK(track.errors_before_last(0, reset) == 70);
  CHECK(track.before_last(1).requests == 3);
  CHECK(track.errors_before_last(1, reset) == 30);
}

TEST_CASE("a track takes half the memory once its steps are twice as long") {
  traffic_track track(1);
  const auto before = track.memory();
  track.coarsen();
  CHECK(track.memory() == before / 2);
}
