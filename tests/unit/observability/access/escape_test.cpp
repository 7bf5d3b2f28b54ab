#include "observability/access/escape.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <random>
#include <string>
#include <vector>

using namespace loadex::observability;

namespace {

std::string as_json(std::string_view text) {
  std::string out;
  append_as_json(text, out);
  return out;
}

std::string as_ascii(std::string_view text) {
  std::string out;
  append_as_ascii(text, out);
  return out;
}

} // namespace

TEST_CASE("text in JSON: quotes and control characters are escaped, UTF-8 stays, other bytes are replaced") {
  struct row {
    std::string text;
    std::string escaped;
  };
  const std::string replaced = "\xef\xbf\xbd";
  const std::vector<row> table{
      {"", ""},
      {"plain ~", "plain ~"},
      {R"(a"b\c)", R"(a\"b\\c)"},
      {"\r\n\t\x1b[31m", R"(\u000d\u000a\u0009\u001b[31m)"},
      {std::string("\0", 1), R"(\u0000)"},
      {"\x7f", R"(\u007f)"},
      {"\xc2\x9b"
       "31m",
       R"(\u009b31m)"},         // an escape sequence in Unicode's second control block
      {"\xc2\xa0", "\xc2\xa0"}, // and the first character behind that
      {"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"}, // of 2, 3 and 4 bytes
      {"\xff", replaced},
      {"a\xc3", "a" + replaced},                        // cut off
      {"\xc3(", replaced + "("},                        // what follows is not lost
      {"\xc0\xaf", replaced + replaced},                // overlong
      {"\xe0\x80\xaf", replaced + replaced + replaced}, // overlong
      {"\xf0\x80\x80\xaf", replaced + replaced + replaced + replaced},
      {"\xed\xa0\x80", replaced + replaced + replaced},                // half of a surrogate pair
      {"\xf4\x90\x80\x80", replaced + replaced + replaced + replaced}, // beyond U+10FFFF
  };
  for (const auto& r : table) {
    CAPTURE(r.escaped);
    CHECK(as_json(r.text) == r.escaped);
  }
}

TEST_CASE("whatever bytes there are, JSON reads them as a text on one line") {
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 12, '\0');
    for (auto& c : text)
      c = static_cast<char>(random());
    const auto escaped = as_json(text);
    CHECK(escaped.find('\n') == std::string::npos);
    REQUIRE_NOTHROW(nlohmann::json::parse('"' + escaped + '"'));
  }
}

TEST_CASE("text in JSON: what has to be escaped is found wherever it stands") {
  for (std::size_t at = 0; at < 20; ++at)
    for (int byte = 0; byte < 0x80; ++byte) {
      std::string text(20, '~');
      text[at] = static_cast<char>(byte);
      CAPTURE(at, byte);
      CHECK((as_json(text) == text) == (byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\'));
    }
}

TEST_CASE("text in a log of web servers: all but printable ASCII is \\xHH") {
  CHECK(as_ascii("plain ~") == "plain ~");
  CHECK(as_ascii(R"(a"b\c)") == R"(a\"b\\c)");
  CHECK(as_ascii("\n\x7f\xc3\xa4") == R"(\x0a\x7f\xc3\xa4)");
}
