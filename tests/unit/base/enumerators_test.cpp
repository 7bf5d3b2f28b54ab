#include "base/enumerators.hpp"

#include <catch2/catch.hpp>

#include <array>

using loadex::base::enumerators;
using loadex::base::is_complete;

namespace {

enum class word { first, second, last };
enum class single { only };
enum class none_yet {};

struct row {
  word what;
  int sum = 0;
};

constexpr auto complete = std::to_array<row>({{word::first}, {word::second}, {word::last}});
constexpr auto unordered = std::to_array<row>({{word::second}, {word::first}, {word::last}});
constexpr auto without_last = std::to_array<row>({{word::first}, {word::second}});

} // namespace

namespace loadex::tests {

enum class far_away { north, south };

} // namespace loadex::tests

TEST_CASE("the compiler counts the values of an enumeration, the last one included") {
  CHECK(enumerators<word>() == 3);
  CHECK(enumerators<single>() == 1);
  CHECK(enumerators<none_yet>() == 0);
  CHECK(enumerators<loadex::tests::far_away>() == 2);
}

TEST_CASE("a table is complete if it has a row for each value, in their order") {
  CHECK(is_complete<word>(complete, &row::what));
  CHECK_FALSE(is_complete<word>(unordered, &row::what));
  CHECK_FALSE(is_complete<word>(without_last, &row::what));
}
