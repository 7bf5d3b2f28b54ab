#include "net/http/common_names.hpp"

#include <boost/beast/http/field.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cctype>
#include <string>

using namespace loadex::net::http;

namespace {

std::string in_case(std::string_view name, int (*changed)(int)) {
  std::string text(name);
  std::ranges::transform(text, text.begin(), [changed](unsigned char c) { return static_cast<char>(changed(c)); });
  return text;
}

} // namespace

TEST_CASE("every common header name is found in any case, with Beast's number") {
  for (const auto& name : common_names()) {
    CAPTURE(name.text);
    CHECK(name.known == boost::beast::http::string_to_field(name.text));
    CHECK(find_common_name(name.text) == &name);
    CHECK(find_common_name(in_case(name.text, std::tolower)) == &name);
    CHECK(find_common_name(in_case(name.text, std::toupper)) == &name);
  }
}

TEST_CASE("a header name that differs from a common one in any bit but a letter's case is not found") {
  for (const auto& name : common_names())
    for (std::size_t at = 0; at < name.text.size(); ++at)
      for (int bit = 0; bit < 8; ++bit) {
        std::string other(name.text);
        other[at] = static_cast<char>(other[at] ^ (1 << bit));
        const bool only_case = bit == 5 && std::isalpha(static_cast<unsigned char>(name.text[at])) != 0;
        CAPTURE(other);
        CHECK((find_common_name(other) == &name) == only_case);
      }
}

TEST_CASE("no part of a common header name, and nothing longer, is found as it") {
  for (const auto& name : common_names()) {
    CAPTURE(name.text);
    CHECK(find_common_name(name.text.substr(1)) != &name);
    CHECK(find_common_name(name.text.substr(0, name.text.size() - 1)) != &name);
    CHECK(find_common_name(std::string(name.text) + "s") != &name);
  }
  CHECK(find_common_name("") == nullptr);
  CHECK(find_common_name("A") == nullptr);
  CHECK(find_common_name(std::string(40, 'a')) == nullptr);
}
