#include "net/admin/json_body.hpp"

#include <catch2/catch.hpp>

#include <string>

using loadex::net::admin::read_object;

namespace {

std::string mistake_in(std::string_view text) {
  const auto read = read_object(text);
  return read ? "" : read.error();
}

/// So many objects, each in the one before.
std::string nested(int levels) {
  std::string text = "1";
  for (int i = 0; i < levels; ++i)
    text = R"({"a":)" + text + "}";
  return text;
}

} // namespace

TEST_CASE("a body is an object in JSON and nothing else") {
  CHECK(read_object(" {\"a\": [1, \"b\", true, null]} \n")->at("a").size() == 4);
  for (const auto* text : {"", " ", "1", "[]", "null", "\"a\""}) {
    CAPTURE(text);
    CHECK_FALSE(mistake_in(text).empty());
  }
  for (const auto* text :
       {"{", "{}}", "{} x", "{,}", "{'a':1}", "{a:1}", R"({"a":1,})", R"({"a":01})", R"({"a":+1})", R"({"a":.5})",
        R"({"a":NaN})", R"({"a":0x1})", "{\"a\":\"\n\"}", "{\"a\":\"\xff\"}", R"({"a":1}//)", R"({"a":"\ud800"})"}) {
    CAPTURE(text);
    CHECK(mistake_in(text).starts_with("it is wrong at byte "));
  }
  CHECK(mistake_in(R"({"a":1e999})") == "a number is too large");
}

TEST_CASE("a key stands once in an object, however it is written") {
  CHECK(mistake_in(R"({"a":1,"b":2,"a":1})") == R"(the key "a" stands twice in an object)");
  CHECK(mistake_in(R"({"a":1,"\u0061":2})") == R"(the key "a" stands twice in an object)");
  CHECK(mistake_in(R"({"b":{"a":1,"a":1}})") == R"(the key "a" stands twice in an object)");
  CHECK(mistake_in(R"({"a":{"a":1},"b":[{"a":1},{"a":1}]})").empty());
}

TEST_CASE("a body is nested 8 levels deep at most") {
  CHECK(mistake_in(nested(8)).empty());
  CHECK(mistake_in(nested(9)) == "lists and objects are nested deeper than 8 levels");
  CHECK(mistake_in(R"({"a":)" + std::string(30'000, '[') + std::string(30'000, ']') + "}") ==
        "lists and objects are nested deeper than 8 levels");
}
