#include "apps/loadex/cli/text/figures.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using Catch::Matchers::Contains;
using loadex::cli::read_figures;
using loadex::cli::stats_table;
using nlohmann::ordered_json;

namespace {

const auto stats = ordered_json::parse(R"({"step_seconds": 1, "until": "2026-11-29T15:00:00Z", "requests": [10, 0, 20],
  "errors": {"connect_refused": [1, 0, 2], "timeout": [0, 0, 0]}, "in_flight": [1, 2, 3], "p50_ms": [1, null, 2.5],
  "p95_ms": [4, null, 5], "p99_ms": [6, null, null],
  "backends": [{"pool": "main", "id": 2, "url": "http://b:2", "step_seconds": 10, "requests": [100, 50],
                "errors": [0, 20], "in_flight": [1, 1], "p50_ms": [1, null], "p95_ms": [2, null], "p99_ms": [3, null]}]})");
const auto backends = ordered_json::parse(R"({"backends": [
  {"pool": "main", "id": 1, "url": "http://b:1", "state": "disabled", "in_flight": 0, "queued": 0},
  {"pool": "main", "id": 2, "url": "http://b:2", "state": "healthy", "in_flight": 4, "queued": 5},
  {"pool": "api", "id": 2, "url": "http://a:2", "state": "healthy", "in_flight": 0, "queued": 0}]})");

} // namespace

TEST_CASE("figures have sums, and how it is in the newest step") {
  const auto now = read_figures(stats, backends);
  CHECK(now.seconds == 3);
  CHECK(now.all.requests == 30);
  CHECK(now.all.failed == 3);
  CHECK(now.all.rate == 20);
  CHECK(now.all.error_rate == 2);
  CHECK(now.all.in_flight == 3);
  CHECK(now.all.p50_ms == 2.5);
  CHECK(now.all.p99_ms == 6);
  CHECK(now.errors == std::map<std::string, std::uint64_t>{{"connect_refused", 3}});
  CHECK(now.all.history == std::vector<double>{10, 0, 20});
}

TEST_CASE("a backend's figures are by the second however coarse its history is, those of one without traffic are 0") {
  const auto now = read_figures(stats, backends);
  REQUIRE(now.backends.size() == 3);
  const auto& busy = now.backends[1];
  CHECK(busy.requests == 150);
  CHECK(busy.rate == 5);
  CHECK(busy.failed == 20);
  CHECK(busy.error_rate == 2);
  CHECK(busy.in_flight == 4);
  CHECK(busy.queued == 5);
  CHECK(busy.p95_ms == 2);
  const auto& idle = now.backends[0];
  CHECK(idle.state == "disabled");
  CHECK(idle.requests == 0);
  CHECK_FALSE(idle.p50_ms);
  CHECK(now.backends[2].requests == 0); // another pool's, of the same id
  CHECK(read_figures(stats, backends, "api").backends.size() == 1);
}

TEST_CASE("the table of statistics tells errors by reason and has a picture of the time") {
  const auto table = stats_table(read_figures(stats, backends, "main"), false);
  CHECK_THAT(table, Contains("30 requests in 3 s, 3 failed: 3 connect_refused\n"
                             "now 20 a second, 3 in flight; p50 2.5 ms, p95 5.0 ms, p99 6.0 ms\n"
                             "▅▁█\n"));
  CHECK_THAT(table,
             Contains("main   2  http://b:2  healthy        150      20      5          4     1.0     2.0     3.0"
                      "  █▅\n"));
}
