#include "apps/loadex/cli/text/event_line.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using Catch::Matchers::Contains;
using loadex::cli::event_line;
using nlohmann::ordered_json;

TEST_CASE("the line of an event says what changed, from what to what, who asked, from where, and why") {
  const auto event = ordered_json::parse(R"({"id": 17, "time": "2026-11-29T15:00:00Z", "kind": "weight changed",
    "pool": "main", "backend": "http://b:2", "backend_id": 2, "by": "admin", "who": "admin token",
    "from": "127.0.0.1", "reason": "asked", "detail": "1 to 3", "before": "1", "after": "3"})");
  CHECK(event_line(event, false) ==
        "17  2026-11-29T15:00:00Z  weight changed: main http://b:2 (2), 1 → 3; by admin token from 127.0.0.1; asked\n");
}

TEST_CASE("the line of an event leaves out what it does not know") {
  const auto event = ordered_json::parse(
      R"({"id": 1, "time": "2026-11-29T15:00:00Z", "kind": "pool down", "pool": "web", "by": "pool"})");
  CHECK(event_line(event, false) == "1  2026-11-29T15:00:00Z  pool down: web; by pool\n");
}

TEST_CASE("the line of an event is coloured by its kind, and obeys nobody else") {
  const auto line = [](const std::string& kind) {
    return event_line({{"id", 1}, {"time", "now"}, {"kind", kind}, {"detail", "a\x1b[2Jb"}}, true);
  };
  CHECK_THAT(line("backend down"), Contains("\x1b[31mbackend down\x1b[0m"));
  CHECK_THAT(line("backend up"), Contains("\x1b[32mbackend up\x1b[0m"));
  CHECK_THAT(line("weight changed"), !Contains("\x1b"));
  CHECK_THAT(line("weight changed"), Contains("a?[2Jb"));
}
