#include "base/text.hpp"

#include <catch2/catch.hpp>

using namespace loadex::base;

TEST_CASE("a comma list is split into trimmed pieces", "[config]") {
  CHECK(split_list("a, b ,c") == std::vector<std::string_view>{"a", "b", "c"});
  CHECK(split_list("a,") == std::vector<std::string_view>{"a", ""});
  CHECK(split_list(" ").empty());
  CHECK(any_in_list("a, b ,c", [](std::string_view piece) { return piece == "b"; }));
  CHECK(any_in_list("a,", [](std::string_view piece) { return piece.empty(); }));
  CHECK_FALSE(any_in_list("a, b", [](std::string_view piece) { return piece == "a, b"; }));
}

TEST_CASE("a number is read only if it is all of the text", "[config]") {
  CHECK(number_from<int>("42") == 42);
  CHECK_FALSE(number_from<int>("42 "));
  CHECK_FALSE(number_from<int>(""));
  CHECK_FALSE(number_from<std::uint16_t>("65536"));
}

TEST_CASE("the edit distance counts added, dropped and replaced letters", "[config]") {
  CHECK(edit_distance("port", "port") == 0);
  CHECK(edit_distance("prt", "port") == 1);
  CHECK(edit_distance("poort", "port") == 1);
  CHECK(edit_distance("pork", "port") == 1);
  CHECK(edit_distance("", "port") == 4);
  CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("the nearest name is suggested, and none if none is near", "[config]") {
  CHECK(did_you_mean("intervall", {"path", "interval", "timeout"}) == "; did you mean interval?");
  CHECK(did_you_mean("colour", {"path", "interval", "timeout"}).empty());
  CHECK(did_you_mean(std::string(100'000, 'x'), {"path"}).empty());
}
