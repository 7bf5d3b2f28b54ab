#include "net/limits/upload_pace.hpp"

#include <catch2/catch.hpp>

using loadex::net::limits::upload_pace;
using namespace std::chrono_literals;

TEST_CASE("an upload may stall for its grace") {
  const upload_pace pace(30s, 256);
  CHECK(pace.left() == 30s);
}

TEST_CASE("waiting uses up the grace, and bytes earn it back at the rate") {
  upload_pace pace(30s, 256);
  pace.count(10s, 0);
  CHECK(pace.left() == 20s);
  pace.count(2s, 256 * 5);
  CHECK(pace.left() == 23s);
}

TEST_CASE("an upload that keeps up with the rate goes on for ever, one that drips does not") {
  upload_pace steady(30s, 256);
  upload_pace dripping(30s, 256);
  for (int i = 0; i < 10'000; ++i) {
    steady.count(1s, 256);
    dripping.count(1s, 1);
  }
  CHECK(steady.left() == 30s);
  CHECK(dripping.left() == 0s);
}

TEST_CASE("no more than the grace can be saved up") {
  upload_pace pace(30s, 256);
  pace.count(0s, 1 << 30);
  CHECK(pace.left() == 30s);
}

TEST_CASE("without a rate every wait has the whole grace") {
  upload_pace pace(30s, 0);
  pace.count(29s, 1);
  CHECK(pace.left() == 30s);
}
