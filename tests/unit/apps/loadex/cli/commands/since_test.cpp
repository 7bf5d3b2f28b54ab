#include "apps/loadex/cli/commands/since.hpp"

#include <catch2/catch.hpp>

using loadex::cli::point_in_events;

TEST_CASE("events are wanted from the beginning, after an id, or since a time") {
  CHECK(point_in_events::parse("").value().id == 0);
  CHECK(point_in_events::parse("17").value().id == 17);
  CHECK_FALSE(point_in_events::parse("17").value().is_a_time());
  const auto ago = GENERATE("30s", "10m", "2h", "1d");
  CHECK(point_in_events::parse(ago).value().is_a_time());
}

TEST_CASE("what is neither an id nor how long ago is refused") {
  const auto text = GENERATE("x", "10", "m", "10 m", "-5m", "10mm", "10y", "99999999999999999999");
  CAPTURE(text);
  CHECK(static_cast<bool>(point_in_events::parse(text)) == (std::string_view{text} == "10"));
}

TEST_CASE("what happened at the time or later is wanted, what was before is not") {
  const point_in_events since{.id = 0, .time = "2026-11-29T15:00:00"};
  CHECK(since.is_before("2026-11-29T15:00:00Z"));
  CHECK(since.is_before("2026-11-29T15:00:00.250Z"));
  CHECK(since.is_before("2026-11-30T01:00:00Z"));
  CHECK_FALSE(since.is_before("2026-11-29T14:59:59.999Z"));
  CHECK(point_in_events::parse("1d").value().is_before("2999-01-01T00:00:00Z"));
  CHECK_FALSE(point_in_events::parse("1d").value().is_before("2020-01-01T00:00:00Z"));
}
