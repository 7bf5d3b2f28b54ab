#include "net/admin/etag.hpp"

#include <catch2/catch.hpp>

using namespace loadex::net::admin;

TEST_CASE("an If-Match names what has one of its tags, and weak ones name nothing") {
  CHECK(etag_of("a1") == "\"a1\"");
  CHECK(matches("\"a1\"", "a1"));
  CHECK(matches(" \"b2\" , \"a1\"", "a1"));
  CHECK(matches("*", "a1"));
  for (const auto* none : {"", "a1", "\"a\"", "\"a11\"", "W/\"a1\"", "\"\"", "\"a1", "a1\"", "**"}) {
    CAPTURE(none);
    CHECK_FALSE(matches(none, "a1"));
  }
}

TEST_CASE("an If-None-Match names what has one of its tags, weak ones too") {
  CHECK(matches_weakly("\"a1\"", "a1"));
  CHECK(matches_weakly("\"b2\", W/\"a1\"", "a1"));
  CHECK(matches_weakly("*", "a1"));
  CHECK_FALSE(matches_weakly("", "a1"));
  CHECK_FALSE(matches_weakly("w/\"a1\"", "a1"));
  CHECK_FALSE(matches_weakly("\"b2\"", "a1"));
}
