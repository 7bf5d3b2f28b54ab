#include "net/http/text_table.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

using namespace loadex::net::http;

namespace {

using exact_table = text_table<int, letter_case::counts>;
using folding_table = text_table<int, letter_case::ignored>;

} // namespace

TEST_CASE("a table of texts finds what was put in, and nothing else") {
  exact_table table;
  CHECK(table.empty());
  CHECK(table.find("") == nullptr);
  for (int i = 0; i < 2'000; ++i)
    table[std::string(static_cast<std::size_t>(i % 40), 'a') + std::to_string(i)] = i;
  table[""] = -1;
  for (int i = 0; i < 2'000; ++i) {
    const auto key = std::string(static_cast<std::size_t>(i % 40), 'a') + std::to_string(i);
    const auto* found = table.find(key);
    REQUIRE(found != nullptr);
    REQUIRE(*found == i);
    REQUIRE(table.find(key + "x") == nullptr);
  }
  CHECK(*table.find("") == -1);
  CHECK_FALSE(table.empty());
}

TEST_CASE("a table of texts has one value for each") {
  exact_table table;
  table["a"] = 1;
  table["a"] = 2;
  CHECK(*table.find("a") == 2);
}

TEST_CASE("a table of texts tells cases of letters apart, or does not") {
  exact_table exact;
  folding_table folding;
  exact["Www.Example.org"] = 1;
  folding["Www.Example.org"] = 1;
  CHECK(exact.find("www.example.org") == nullptr);
  CHECK(folding.find("wWW.EXAMPLE.ORG") != nullptr);
  CHECK(folding.find("www.example.orh") == nullptr);
  CHECK(folding.find("www-example.org") == nullptr);
  CHECK(folding.find("www.example.or") == nullptr);
}

TEST_CASE("a text with the hash of another one is not taken for it") {
  const auto word_of = [](std::string_view text) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof word);
    return word;
  };
  // After a first word of eight bytes the second one can be chosen so that the hash is what is wanted.
  const auto after = [&](std::string_view first) {
    const auto hash = (16 ^ word_of(first)) * 0x9e37'79b9'7f4a'7c15U;
    return hash ^ hash >> 32;
  };
  const std::string theirs = "/admin/a/page/42";
  const auto second = after("/public/") ^ after("/admin/a") ^ word_of("/page/42");
  auto ours = "/public/" + std::string(8, ' ');
  std::memcpy(ours.data() + 8, &second, sizeof second);
  REQUIRE(exact_table::hash_of(ours) == exact_table::hash_of(theirs));

  exact_table table;
  table[theirs] = 1;
  CHECK(table.find(ours) == nullptr);
  CHECK(table.find(theirs) != nullptr);
}
