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

TEST_CASE("a text is UTF-8 if each of its characters is written in the shortest way, and is one") {
  for (const auto* good : {"", "plain", "\xc3\xa9", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
                           "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "a\xe2\x82\xac!"}) {
    CAPTURE(good);
    CHECK(is_utf8(good));
  }
  for (const auto* bad : {"\x80", "\xbf", "\xc3", "\xc3(", "\xc0\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xe2\x82",
                          "\xe2(\xa1", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x90\x80",
                          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xfe"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_utf8(bad));
  }
}
