#include "tests/support/backend_fixture.hpp"

#include <catch2/catch.hpp>

using namespace loadex::actors;
using namespace std::chrono_literals;
using fixture = loadex::tests::backend_fixture;

TEST_CASE("a backend that comes back gets its weight little by little, and the pool is told at the end") {
  fixture f{{.slow_start = 10s}};
  f.verdict(true);
  CHECK(f.live_load->share == 1);
  f.verdict(false);
  f.verdict(true);
  CHECK(f.changes.back().eased);
  CHECK(f.live_load->share == Approx(0.05));
  f.advance(5s);
  CHECK(f.live_load->share == Approx(0.5));
  CHECK(f.changes.back().eased);
  f.advance(6s);
  CHECK(f.live_load->share == 1);
  CHECK_FALSE(f.changes.back().eased);
}

TEST_CASE("a backend that goes down while it warms up begins anew when it is back") {
  fixture f{{.slow_start = 10s}};
  f.verdict(true);
  f.verdict(false);
  f.verdict(true);
  f.advance(5s);
  f.verdict(false);
  f.verdict(true);
  CHECK(f.live_load->share == Approx(0.05));
  f.advance(9s);
  CHECK(f.live_load->share == Approx(0.9).margin(0.06));
  f.advance(2s);
  CHECK(f.live_load->share == 1);
  CHECK_FALSE(f.changes.back().eased);
}

TEST_CASE("a backend that was disabled warms up, one whose drain is called off does not") {
  fixture f{{.slow_start = 10s}};
  f.verdict(true);
  f.send(f.backend, serve{false});
  f.send(f.backend, serve{true, false});
  CHECK(f.live_load->share == 1);
  f.send(f.backend, serve{false});
  f.send(f.backend, serve{true, true});
  CHECK(f.live_load->share == Approx(0.05));
  CHECK(f.changes.back().eased);
}

TEST_CASE("a backend that lags behind keeps a part of its weight, while it warms up a part of that") {
  fixture f{{.slow_start = 10s}};
  f.verdict(true);
  f.send(f.backend, limit_share{0.5});
  CHECK(f.live_load->share == 0.5);
  CHECK(f.changes.back().eased);
  f.verdict(false);
  f.verdict(true);
  f.advance(5s);
  CHECK(f.live_load->share == Approx(0.25));
  f.advance(6s);
  CHECK(f.live_load->share == 0.5);
  f.send(f.backend, limit_share{1});
  CHECK_FALSE(f.changes.back().eased);
}

TEST_CASE("a backend that warms up does so by another length at once, and is looked at in its steps") {
  fixture f{{.slow_start = 1h}};
  f.verdict(true);
  f.verdict(false);
  f.verdict(true);
  f.send(f.backend, go_by{{.slow_start = 10s}, {}});
  f.advance(5s);
  CHECK(f.live_load->share == Approx(0.5));
  f.send(f.backend, go_by{{.slow_start = 4s}, {}});
  CHECK(f.live_load->share == 1);
  f.advance(300ms);
  CHECK_FALSE(f.changes.back().eased);
  const auto told = f.changes.size();
  f.verdict(false);
  f.verdict(true);
  f.advance(2s);
  CHECK(f.live_load->share == Approx(0.5));
  f.advance(1h); // the steps of the first length are over by then: nobody is told anything for them
  CHECK(f.changes.size() == told + 3);
}

TEST_CASE("a backend that is well does not warm up because slow start is set") {
  fixture f;
  f.verdict(true);
  f.verdict(false);
  f.verdict(true);
  f.advance(1s);
  f.send(f.backend, go_by{{.slow_start = 1h}, {}});
  CHECK(f.live_load->share == 1);
  CHECK_FALSE(f.changes.back().eased);
}
