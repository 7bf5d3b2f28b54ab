#include "actors/health/passive.hpp"

#include <catch2/catch.hpp>

using namespace loadex::actors::health;

TEST_CASE("a connection that could not be made takes a backend out at once") {
  passive by{5};
  CHECK(by.observe({.failed_connects = 1}));
  CHECK(by.observe({.failed_connects = 1, .succeeded = true}));
}

TEST_CASE("broken requests take a backend out when there are enough in a row") {
  passive by{3};
  CHECK_FALSE(by.observe({.trailing_failures = 2}));
  CHECK(by.observe({.trailing_failures = 1}));
}

TEST_CASE("a request that ends well breaks the row") {
  passive by{3};
  CHECK_FALSE(by.observe({.trailing_failures = 2}));
  CHECK_FALSE(by.observe({.succeeded = true}));
  CHECK_FALSE(by.observe({.trailing_failures = 2}));
  CHECK_FALSE(by.observe({.succeeded = true, .trailing_failures = 2}));
  CHECK(by.observe({.trailing_failures = 1}));
}

TEST_CASE("traffic that says nothing leaves the row as it is") {
  passive by{2};
  CHECK_FALSE(by.observe({.trailing_failures = 1}));
  CHECK_FALSE(by.observe({}));
  CHECK(by.observe({.trailing_failures = 1}));
}

TEST_CASE("a reset starts the row anew") {
  passive by{2};
  by.observe({.trailing_failures = 1});
  by.reset();
  CHECK_FALSE(by.observe({.trailing_failures = 1}));
}
