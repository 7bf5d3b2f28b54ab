#include "config/file_content.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace loadex::config;

TEST_CASE("a file's content has section, key, text and line of every value", "[config]") {
  const std::string text = "port=80\n"
                           "; port=81 [\n"
                           "\n"
                           "[health]\n"
                           "  interval = 2s ; every other second\n"
                           "[ proxy ] via=true\n";
  const auto found = read_content(text);
  REQUIRE(found.entries.size() == 5);
  CHECK(found.entries[0].section == "global");
  CHECK(found.entries[0].key == "port");
  CHECK(found.entries[0].line == 1);
  CHECK(found.entries[1].section == "health");
  CHECK(found.entries[1].key.empty());
  CHECK(found.entries[1].line == 4);
  CHECK(found.entries[2].key == "interval");
  CHECK(found.entries[2].written == "2s");
  CHECK(found.entries[2].line == 5);
  CHECK(found.entries[3].section == "proxy");
  CHECK(found.entries[4].section == "proxy");
  CHECK(found.entries[4].key == "via");
  CHECK(found.entries[4].line == 6);
  CHECK_FALSE(found.stopped);
}

TEST_CASE("a file's content is not misled by brackets, quotes and comments inside a value", "[config]") {
  const std::string text = "list=[\n"
                           "  \"]\\\"]\", ; not the end: ]\n"
                           "  {a='b', b=<x:y>}\n"
                           "]\n"
                           "next=1\n";
  const auto found = read_content(text);
  REQUIRE(found.entries.size() == 2);
  CHECK(to_string(found.entries[0].value).find("]\\\"]") != std::string::npos);
  CHECK(found.entries[0].line == 1);
  CHECK(found.entries[1].key == "next");
  CHECK(found.entries[1].line == 5);
  CHECK_FALSE(found.unfinished);
}

TEST_CASE("brackets, braces and dotted sections may be nested so far and no further", "[config]") {
  const auto is_too_deep = [](const std::string& text) { return read_content(text).too_deep; };
  const auto lists = [](std::size_t depth) { return "x=" + std::string(depth, '[') + std::string(depth, ']') + "\n"; };
  CHECK_FALSE(is_too_deep(lists(deepest_nesting)));
  CHECK(is_too_deep(lists(deepest_nesting + 1)));
  CHECK(is_too_deep("x=" + std::string(200'000, '[')));
  std::string maps = "x=";
  std::string dots = "[a";
  for (int i = 0; i < 200'000; ++i) {
    maps += "{a=";
    dots += ".a";
  }
  CHECK(is_too_deep(maps));
  CHECK(is_too_deep(dots + "]\n"));
  CHECK_FALSE(is_too_deep("x=\"" + std::string(100, '[') + "\"\n"));
}

TEST_CASE("a value that does not stand alone in its line is crowded, and its section goes on", "[config]") {
  const auto is_crowded = [](const std::string& text) { return read_content(text).entries.at(0).crowded; };
  CHECK_FALSE(is_crowded("x=1 ; note\n"));
  CHECK_FALSE(is_crowded("x=[1] \n"));
  CHECK_FALSE(is_crowded("x=1\n[health]\nrise=1\n"));
  CHECK(is_crowded("x=1 y=2\n"));
  CHECK(is_crowded("x=\"a\"y=2\n"));
  CHECK(is_crowded("x=[1]y=2\n"));
  const auto found = read_content("[health]\nrise=1 fall=2\npath=\"/\"\n");
  REQUIRE(found.entries.size() == 3); // what crowds is not told
  CHECK(found.entries[1].crowded);
  CHECK(found.entries[2].key == "path");
  CHECK(found.entries[2].section == "health");
}

TEST_CASE("a dotted header is a section of its own", "[config]") {
  const auto found = read_content("[a.b.c]\nx=1\n[d]\ny=2\n");
  REQUIRE(found.entries.size() == 3); // what stands in it is not told
  CHECK(found.entries[0].section == "a.b.c");
  CHECK(found.entries[0].key.empty());
  CHECK(found.entries[2].section == "d");
  CHECK(found.entries[2].key == "y");
}

TEST_CASE("a text that ends inside a value is unfinished", "[config]") {
  CHECK(read_content("x=[1,\n").unfinished);
  CHECK_FALSE(read_content("x=[1]\n").unfinished);
}

TEST_CASE("a duration that wraps around inside a value is told with the way to it", "[config]") {
  const auto too_long = [](const std::string& text) { return read_content(text + "\n").entries.at(0).too_long; };
  CHECK(too_long("x={a=1s, b=[2min,3h, 500ms], c=-5ns, d=7us }").empty());
  CHECK(too_long("x={a=18446744075s, b=[1s, 18446744075s]}") == std::vector<std::string>{": a", ": b[2]"});
  CHECK(read_content("x={a=18446744075s}\ny={a=1s}\n").entries.at(1).too_long.empty());
}

TEST_CASE("a key that stands twice in a map is told with the way to it", "[config]") {
  const auto repeated = [](const std::string& text) { return read_content(text + "\n").entries.at(0).repeated; };
  CHECK(repeated("x={a=1, b=2}").empty());
  CHECK(repeated("x=[{a=1}, {a=1}]").empty());
  CHECK(repeated("x={a=1, a=2}") == std::vector<std::string>{": a"});
  CHECK(repeated("x={a=1, b=[{}, {c=1, c={}}], a=2}") == std::vector<std::string>{": b[2]: c", ": a"});
  CHECK(repeated("x=[[1], [{a=1\n a=2}]]") == std::vector<std::string>{"[2][1]: a"});
  CHECK(read_content("x={a=1, a=2}\ny={a=1}\n").entries.at(1).repeated.empty());
}
