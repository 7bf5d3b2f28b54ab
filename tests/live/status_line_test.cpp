#include "apps/loadbalancer/daemon/status_line.hpp"

#include <catch2/catch.hpp>

using namespace loadex;

TEST_CASE("the status has the traffic by two digits") {
  net::asio::io_context control;
  const status_line none(control.get_executor());
  CHECK(none.text(0, false) == "0 of 0 backends healthy, 0 requests/s");
  CHECK(none.text(87, false) == "0 of 0 backends healthy, 87 requests/s");
  CHECK(none.text(995, false) == "0 of 0 backends healthy, 1,000 requests/s");
  CHECK(none.text(1'249, false) == "0 of 0 backends healthy, 1,200 requests/s");
  CHECK(none.text(4'000'000'000, true) ==
        "0 of 0 backends healthy, 4,000,000,000 requests/s; the last reload was refused");
}
