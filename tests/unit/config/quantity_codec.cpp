#include "config/quantity_codec.hpp"

#include <caf/config_value.hpp>
#include <catch2/catch.hpp>

using namespace loadex::config;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

caf::config_value text(const char* value) {
  return caf::config_value{std::string(value)};
}

caf::config_value number(std::int64_t value) {
  return caf::config_value{value};
}

caf::config_value span(std::chrono::nanoseconds value) {
  return caf::config_value{caf::timespan{value}};
}

} // namespace

TEST_CASE("a duration is read and printed in every unit", "[config]") {
  const duration_codec codec{0ms, 24h};
  const auto [written, value] = GENERATE(table<std::string, std::chrono::milliseconds>(
      {{"500ms", 500ms}, {"2s", 2s}, {"90s", 90s}, {"10min", 10min}, {"1h", 1h}, {"0s", 0ms}}));
  CHECK(codec.parse(written) == value);
  CHECK(codec.read(span(value)) == value);
  CHECK(codec.print(value) == written);
}

TEST_CASE("a duration without a unit is told how to write it", "[config]") {
  const duration_codec codec{1ms, 24h};
  CHECK_THROWS_WITH(codec.read(number(5)), "5 is not a duration; write it with a unit, such as 500ms or 5s");
  CHECK_THROWS_WITH(codec.read(text("5s")), Contains("without quotes"));
  CHECK_THROWS_WITH(codec.parse("5"), Contains("with a unit"));
  CHECK_THROWS_WITH(codec.parse("s"), Contains("with a unit"));
  CHECK_THROWS_WITH(codec.parse("5 s"), Contains("with a unit"));
}

TEST_CASE("a duration keeps to its bounds and to whole milliseconds", "[config]") {
  const duration_codec codec{1ms, 24h};
  CHECK_THROWS_WITH(codec.parse("25h"), "25h is out of range: 1ms to 24h");
  CHECK_THROWS_WITH(codec.read(span(-2s)), "-2000ms is out of range: 1ms to 24h");
  CHECK_THROWS_WITH(codec.parse("1500us"), "1500us is not a whole number of milliseconds");
  CHECK_THROWS_WITH(codec.parse("18446744075s"), Contains("is not a duration"));
}

TEST_CASE("a size is read and printed with its unit", "[config]") {
  const size_codec codec{0, 1 << 30};
  const auto [written, value] = GENERATE(table<std::string, std::uint64_t>(
      {{"0B", 0}, {"512B", 512}, {"32KiB", 32'768}, {"1MiB", 1 << 20}, {"1GiB", 1 << 30}}));
  CHECK(codec.parse(written) == value);
  CHECK(codec.read(text(written.c_str())) == value);
  CHECK(codec.print(value) == "\"" + written + "\"");
}

TEST_CASE("what is not a size is told how to write one", "[config]") {
  const size_codec codec{1 << 10, 1 << 20};
  CHECK_THROWS_WITH(codec.parse("64KB"), Contains("is not a size") && Contains("32KiB"));
  CHECK_THROWS_WITH(codec.parse("64"), Contains("is not a size"));
  CHECK_THROWS_WITH(codec.read(number(64)), "64 is not a size; write a string with a unit, such as \"512B\", "
                                            "\"32KiB\" or \"1MiB\"");
  CHECK_THROWS_WITH(codec.parse("2MiB"), "2MiB is out of range: 1KiB to 1MiB");
  CHECK_THROWS_WITH(codec.parse("18446744073709551615GiB"), Contains("is not a size"));
}
