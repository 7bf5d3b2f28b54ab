#include "actors/health/passive.hpp"

#include <catch2/catch.hpp>

using namespace loadex::actors::health;

TEST_CASE("a connection that could not be made takes a backend out at once") {
  passive by{{.traffic_failures = 5}};
  CHECK(by.observe({.failed_connects = 1}, {}));
  CHECK(by.observe({.failed_connects = 1, .succeeded = 1}, {}));
}

TEST_CASE("broken requests take a backend out when there are enough in a row") {
  passive by{{.traffic_failures = 3}};
  CHECK_FALSE(by.observe({.failed = 2, .trailing_failures = 2}, {}));
  CHECK(by.observe({.failed = 1, .trailing_failures = 1}, {}));
}

TEST_CASE("a request that ends well breaks the row") {
  passive by{{.traffic_failures = 3}};
  CHECK_FALSE(by.observe({.failed = 2, .trailing_failures = 2}, {}));
  CHECK_FALSE(by.observe({.succeeded = 1}, {}));
  CHECK_FALSE(by.observe({.failed = 2, .trailing_failures = 2}, {}));
  CHECK_FALSE(by.observe({.succeeded = 1, .failed = 2, .trailing_failures = 2}, {}));
  CHECK(by.observe({.failed = 1, .trailing_failures = 1}, {}));
}

TEST_CASE("traffic that says nothing leaves the row as it is") {
  passive by{{.traffic_failures = 2}};
  CHECK_FALSE(by.observe({.failed = 1, .trailing_failures = 1}, {}));
  CHECK_FALSE(by.observe({}, {}));
  CHECK(by.observe({.failed = 1, .trailing_failures = 1}, {}));
}

TEST_CASE("a reset starts the row anew") {
  passive by{{.traffic_failures = 2}};
  by.observe({.failed = 1, .trailing_failures = 1}, {});
  by.reset();
  CHECK_FALSE(by.observe({.failed = 1, .trailing_failures = 1}, {}));
}

TEST_CASE("too many broken requests of those lately take a backend out, though some end well") {
  using namespace std::chrono_literals;
  failure_ratio::time now{1h};
  passive by{{.failure_ratio = 40, .failure_window = 10s, .failure_minimum = 10}};
  for (int i = 0; i < 4; ++i)
    CHECK_FALSE(by.observe({.succeeded = 1, .failed = 1}, now += 100ms));
  CHECK(by.observe({.succeeded = 1, .failed = 1}, now += 100ms) == "5 of the last 10 requests broke");
  by.reset();
  CHECK_FALSE(by.observe({.succeeded = 4, .failed = 5}, now));
  CHECK_FALSE(by.observe({.succeeded = 1}, now)); // enough now, but a request that ends well takes nobody out
  CHECK(by.observe({.failed = 1}, now));
}

TEST_CASE("another limit counts the requests in a row that broke before it, and so does another ratio") {
  passive by{{.traffic_failures = 9, .failure_ratio = 90, .failure_minimum = 4}};
  CHECK_FALSE(by.observe({.failed = 2, .trailing_failures = 2}, {}));
  by.adopt({.traffic_failures = 3, .failure_ratio = 90, .failure_minimum = 4});
  CHECK(by.observe({.failed = 1, .trailing_failures = 1}, {}) == "3 requests in a row broke");
  by.adopt({.traffic_failures = 9, .failure_ratio = 50, .failure_minimum = 4});
  CHECK_FALSE(by.observe({.succeeded = 4}, {}));
  CHECK(by.observe({.failed = 1, .trailing_failures = 1}, {}) == "4 of the last 8 requests broke");
}
