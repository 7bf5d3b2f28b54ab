#include "config/outline.hpp"

#include <catch2/catch.hpp>

using namespace loadex::config;

TEST_CASE("an outline tells section, key, text and line of every value", "[config]") {
  const auto found = outline_of("port=80\n"
                                "; port=81\n"
                                "\n"
                                "[health]\n"
                                "  interval = 2s ; every other second\n"
                                "[ proxy ] via=true\n");
  REQUIRE(found.entries.size() == 5);
  CHECK(found.entries[0].section == "global");
  CHECK(found.entries[0].key == "port");
  CHECK(found.entries[0].line == 1);
  CHECK(found.entries[1].section == "health");
  CHECK(found.entries[1].key.empty());
  CHECK(found.entries[1].line == 4);
  CHECK(found.entries[2].key == "interval");
  CHECK(found.entries[2].value == "2s");
  CHECK(found.entries[2].line == 5);
  CHECK(found.entries[3].section == "proxy");
  CHECK(found.entries[4].section == "proxy");
  CHECK(found.entries[4].key == "via");
}

TEST_CASE("an outline is not misled by brackets, quotes and comments inside a value", "[config]") {
  const auto found = outline_of("list=[\n"
                                "  \"]\\\"]\", ; not the end: ]\n"
                                "  {a='}', b=<x:]>}\n"
                                "]\n"
                                "next=1\n");
  REQUIRE(found.entries.size() == 2);
  CHECK(found.entries[1].key == "next");
  CHECK(found.entries[1].line == 5);
  CHECK(found.depth == 2);
  CHECK_FALSE(found.unfinished);
}

TEST_CASE("an outline tells how deep brackets and dotted sections are nested", "[config]") {
  CHECK(outline_of("x=1").depth == 0);
  CHECK(outline_of("x=[[{").depth == 3);
  CHECK(outline_of("x={y={z=").depth == 2);
  CHECK(outline_of("[a.b.c]").depth == 2);
  CHECK(outline_of("x=" + std::string(200'000, '[')).depth == 200'000);
}

TEST_CASE("an outline tells that a value does not stand alone in its line", "[config]") {
  CHECK_FALSE(outline_of("x=1 ; note\n").entries.at(0).crowded);
  CHECK_FALSE(outline_of("x=[1] \n").entries.at(0).crowded);
  CHECK(outline_of("x=1 y=2\n").entries.at(0).crowded);
  CHECK(outline_of("x=\"a\"y=2\n").entries.at(0).crowded);
  CHECK(outline_of("x=1 y=[[[\n").depth == 3);
}

TEST_CASE("an outline tells that the text ends inside a value", "[config]") {
  CHECK(outline_of("x=[1,\n").unfinished);
  CHECK(outline_of("x=<http:\n").unfinished);
  CHECK_FALSE(outline_of("x=[1]\n").unfinished);
}
