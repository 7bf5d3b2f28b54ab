#include "actors/health/slow_start.hpp"

#include <catch2/catch.hpp>

using namespace loadex::actors::health;
using loadex::config::ramp_curve;
using namespace std::chrono_literals;

namespace {

constexpr slow_start::time start{1h};

} // namespace

TEST_CASE("a slow start gives the weight evenly, or slowly at first, and never nothing") {
  slow_start even{10s, ramp_curve::linear};
  slow_start slow{10s, ramp_curve::quadratic};
  even.begin(start);
  slow.begin(start);
  CHECK(even.share(start) == Approx(0.05));
  CHECK(even.share(start + 5s) == Approx(0.5));
  CHECK(slow.share(start + 5s) == Approx(0.25));
  CHECK(slow.share(start + 9s) == Approx(0.81));
  CHECK(even.share(start + 10s) == 1);
  CHECK(slow.share(start + 10s) == 1);
}

TEST_CASE("a slow start that has not begun, has been ended or takes no time gives the whole weight") {
  slow_start ramp{10s, ramp_curve::linear};
  CHECK(ramp.share(start) == 1);
  ramp.begin(start);
  ramp.end();
  CHECK(ramp.share(start + 1s) == 1);
  slow_start none{0s, ramp_curve::linear};
  none.begin(start);
  CHECK(none.share(start) == 1);
}

TEST_CASE("a slow start under way goes on by another length or curve, one that is over stays so") {
  slow_start ramp{10s, ramp_curve::linear};
  ramp.begin(start);
  ramp.adopt(20s, ramp_curve::linear, start + 5s);
  CHECK(ramp.share(start + 5s) == Approx(0.25));
  ramp.adopt(10s, ramp_curve::quadratic, start + 5s);
  CHECK(ramp.share(start + 5s) == Approx(0.25));
  ramp.adopt(5s, ramp_curve::linear, start + 5s);
  CHECK(ramp.share(start + 5s) == 1);
  ramp.adopt(1h, ramp_curve::linear, start + 6s);
  CHECK(ramp.share(start + 6s) == 1);
  ramp.begin(start + 7s);
  CHECK(ramp.share(start + 7s) == Approx(0.05));
}
