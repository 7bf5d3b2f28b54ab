#include "actors/health/latency_outlier.hpp"

#include <catch2/catch.hpp>

using namespace loadex::actors::health;
using namespace std::chrono_literals;

namespace {

constexpr loadex::config::outlier_settings limits{.factor = 3, .floor = 20};

} // namespace

TEST_CASE("a backend that stays slow loses half of its weight at a time, down to the floor") {
  latency_outlier lag;
  const auto share_after = [&](std::chrono::microseconds own) {
    lag.compare(own, 10ms, limits);
    return lag.share();
  };
  CHECK(share_after(31ms) == 1);
  CHECK(share_after(31ms) == 1);
  CHECK(share_after(31ms) == 0.5);
  CHECK(share_after(31ms) == 0.25);
  CHECK(share_after(31ms) == 0.2);
  CHECK(share_after(31ms) == 0.2);
}

TEST_CASE("a backend that is slow now and then keeps its weight") {
  latency_outlier lag;
  for (int i = 0; i < 10; ++i) {
    lag.compare(31ms, 10ms, limits);
    lag.compare(31ms, 10ms, limits);
    lag.compare(30ms, 10ms, limits);
  }
  CHECK(lag.share() == 1);
}

TEST_CASE("a backend that has caught up gets its weight back") {
  latency_outlier lag;
  for (int i = 0; i < 4; ++i)
    lag.compare(31ms, 10ms, limits);
  CHECK(lag.share() == 0.25);
  lag.compare(30ms, 10ms, limits);
  CHECK(lag.share() == 0.5);
  lag.compare(30ms, 10ms, limits);
  lag.compare(30ms, 10ms, limits);
  CHECK(lag.share() == 1);
}
