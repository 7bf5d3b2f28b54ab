#include "apps/loadex/cli/text/render.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using loadex::cli::backends_table;
using loadex::cli::drain_begun;
using loadex::cli::health_table;
using loadex::cli::pools_table;
using loadex::cli::probe_line;
using loadex::cli::requests;
using loadex::cli::state_line;
using loadex::cli::traffic_json;
using loadex::cli::traffic_plan;
using loadex::cli::traffic_report;
using loadex::cli::traffic_result;
using nlohmann::ordered_json;

namespace {

constexpr auto no_colours = false;
constexpr auto with_colours = true;

traffic_plan plan() {
  traffic_plan some;
  some.server = loadex::cli::server_url::parse("http://localhost:8080").value();
  return some;
}

/// A row of the API's list of backends.
ordered_json backend(int id, const std::string& state, const std::string& pool = {}) {
  auto row = pool.empty() ? ordered_json::object() : ordered_json{{"pool", pool}};
  row.update({{"id", id},
              {"url", "http://b:" + std::to_string(id)},
              {"state", state},
              {"since", "2026-11-29T15:00:00Z"},
              {"weight", 1},
              {"in_flight", 0},
              {"queued", 20}});
  return row;
}

/// Three answers of a, one of b that failed, and one request refused, in half a second.
traffic_result result() {
  traffic_result some;
  for (int i = 1; i <= 3; ++i)
    some.summary.add_response("http://a:1", "", i * 1ms);
  some.summary.add_response("http://b:2", "503 Service Unavailable", 4ms);
  some.summary.add_failure("connection refused");
  some.elapsed = 500ms;
  return some;
}

} // namespace

TEST_CASE("the health table lists the backends in the daemon's order, columns aligned") {
  const auto health = ordered_json::parse(R"({"http://b:8002": true, "http://backend-a:8001": false})");
  CHECK(health_table(health, no_colours) == "BACKEND                STATUS\n"
                                            "http://b:8002          Healthy\n"
                                            "http://backend-a:8001  Dead\n"
                                            "\n"
                                            "1 of 2 healthy\n");
}

TEST_CASE("the health table is green for healthy and red for dead, if colours are wanted") {
  const auto health = ordered_json::parse(R"({"http://a:1": true, "http://b:2": false})");
  const auto table = health_table(health, with_colours);
  CHECK_THAT(table, Contains("\x1b[32mHealthy\x1b[0m"));
  CHECK_THAT(table, Contains("\x1b[31mDead\x1b[0m"));
  CHECK_THAT(health_table(health, no_colours), !Contains("\x1b"));
}

TEST_CASE("an answer that is no health report is refused") {
  const auto text = GENERATE("[]", "true", R"({"http://a:1": "yes"})");
  CAPTURE(text);
  CHECK_THROWS_AS(health_table(ordered_json::parse(text), no_colours), nlohmann::json::exception);
}

TEST_CASE("the table of pools tells how many backends are in which state") {
  const auto list = ordered_json::parse(R"({"pools": [
    {"name": "main", "algorithm": "first", "backends": {"checking": 0, "healthy": 12, "ejected": 1}, "in_flight": 7,
     "queued": 0},
    {"name": "spare", "algorithm": "p2c", "backends": {"healthy": 0}, "in_flight": 0, "queued": 0}]})");
  CHECK(pools_table(list) == "POOL   ALGORITHM  IN FLIGHT  QUEUED  BACKENDS\n"
                             "main   first              7       0  12 healthy, 1 ejected\n"
                             "spare  p2c                0       0  none\n");
}

TEST_CASE("the table of backends tells the reason where there is one") {
  auto down = backend(12, "unhealthy");
  down["reason"] = "connect_refused";
  CHECK(backends_table({{"backends", {backend(1, "healthy"), down}}}, no_colours) ==
        "ID  BACKEND      STATE      WEIGHT  IN FLIGHT  QUEUED  SINCE                 REASON\n"
        " 1  http://b:1   healthy         1          0      20  2026-11-29T15:00:00Z\n"
        "12  http://b:12  unhealthy       1          0      20  2026-11-29T15:00:00Z  connect_refused\n");
}

TEST_CASE("the table of backends names their pools if there are several") {
  const ordered_json one{{"backends", {backend(1, "healthy", "web"), backend(2, "healthy", "web")}}};
  CHECK_THAT(backends_table(one, no_colours), !Contains("web"));
  const ordered_json two{{"backends", {backend(1, "healthy", "web"), backend(1, "healthy", "api")}}};
  const auto table = backends_table(two, no_colours);
  CHECK_THAT(table, Contains("\nweb    1  http://b:1"));
  CHECK_THAT(table, Contains("\napi    1  http://b:1"));
}

TEST_CASE("the state of a backend is green if it serves, red if it is down, else yellow") {
  const auto coloured = [](const std::string& state) {
    return backends_table({{"backends", ordered_json::array({backend(1, state)})}}, with_colours);
  };
  CHECK_THAT(coloured("healthy"), Contains("\x1b[32mhealthy\x1b[0m"));
  CHECK_THAT(coloured("unhealthy"), Contains("\x1b[31munhealthy\x1b[0m"));
  CHECK_THAT(coloured("ejected"), Contains("\x1b[31mejected\x1b[0m"));
  CHECK_THAT(coloured("draining"), Contains("\x1b[33mdraining\x1b[0m"));
}

TEST_CASE("a probe is told with what it has found, and how long it took") {
  ordered_json verdict{{"id", 1}, {"url", "http://b:1"}, {"ok", true}, {"found", "HTTP 200"}, {"took_ms", 3.14}};
  CHECK(probe_line(verdict) == "http://b:1 is well: HTTP 200 in 3.1 ms\n");
  verdict["ok"] = false;
  CHECK(probe_line(verdict) == "http://b:1 fails: HTTP 200 in 3.1 ms\n");
}

TEST_CASE("the state of a backend is told without what a terminal would obey") {
  CHECK(state_line({{"url", "http://b:1"}, {"state", "healthy"}}) == "http://b:1 is healthy\n");
  CHECK(state_line({{"url", "http://\x1b[2J"}, {"state", "healthy"}}) == "http://?[2J is healthy\n");
}

TEST_CASE("a drain that has begun is told with what is left, one that is over with what came of it") {
  auto now = backend(1, "draining");
  now["in_flight"] = 1;
  CHECK(drain_begun("http://b:1", now, "removed") == "http://b:1 is draining, 1 request left\n");
  CHECK(drain_begun("http://b:1", backend(1, "disabled"), "disabled") == "http://b:1 is disabled\n");
  CHECK(drain_begun("http://b:1", {{"id", 1}}, "removed") == "http://b:1 is removed\n");
  CHECK(requests(0) == "0 requests");
}

TEST_CASE("the traffic report tells rate, shares, failures and latencies") {
  CHECK(traffic_report(plan(), result(), no_colours) ==
        "5 requests to http://localhost:8080/ in 0.50 s: 10 a second\n"
        "\n"
        "BACKEND      ANSWERS    SHARE\n"
        "http://a:1         3   75.0 %  ███████████████████████\n"
        "http://b:2         1   25.0 %  ████████\n"
        "\n"
        "succeeded  3\n"
        "failed     2\n"
        "           1  503 Service Unavailable\n"
        "           1  connection refused\n"
        "latency    p50 2.00 ms, p90 4.00 ms, p99 4.00 ms, max 4.00 ms\n");
}

TEST_CASE("the traffic report says nothing of shares and latencies if nobody answered") {
  traffic_result refused;
  refused.summary.add_failure("connection refused");
  refused.elapsed = 1s;
  CHECK(traffic_report(plan(), refused, no_colours) == "1 requests to http://localhost:8080/ in 1.00 s: 1 a second\n"
                                                       "\n"
                                                       "succeeded  0\n"
                                                       "failed     1\n"
                                                       "           1  connection refused\n");
}

TEST_CASE("the traffic report as JSON carries the same numbers") {
  const auto json = traffic_json(plan(), result());
  CHECK(json["url"] == "http://localhost:8080/");
  CHECK(json["requests"] == 5);
  CHECK(json["succeeded"] == 3);
  CHECK(json["failed"] == 2);
  CHECK(json["requests_per_second"] == 10.0);
  CHECK(json["backends"] == ordered_json{{"http://a:1", 3}, {"http://b:2", 1}});
  CHECK(json["failures"]["connection refused"] == 1);
  CHECK(json["latency_ms"]["p50"] == 2.0);
  CHECK(json["latency_ms"]["max"] == 4.0);
}

TEST_CASE("traffic at a rate is reported with a picture of its latencies, and with who began late") {
  auto paced = plan();
  paced.rate = 10;
  auto sent = result();
  CHECK_THAT(traffic_report(paced, sent, no_colours),
             EndsWith("\n"
                      "  UP TO MS  REQUESTS\n"
                      "         1         1  ███████████████\n"
                      "         2         1  ███████████████\n"
                      "         5         2  ██████████████████████████████\n"));
  CHECK_THAT(traffic_report(plan(), sent, no_colours), !Contains("UP TO"));
  CHECK_FALSE(traffic_json(plan(), sent).contains("late"));
  sent.late = 1;
  sent.latest = 35ms;
  CHECK_THAT(traffic_report(paced, sent, no_colours),
             Contains("\n1 request began more than 10 ms late, the latest by 35 ms: "));
  const auto json = traffic_json(paced, sent);
  CHECK(json["rate"] == 10.0);
  CHECK(json["late"] == ordered_json{{"requests", 1}, {"max_ms", 35.0}});
  CHECK(json["histogram"][2] == ordered_json{{"up_to_ms", 5.0}, {"requests", 2}});
}

TEST_CASE("traffic without failures has empty objects in JSON, not null") {
  const auto json = traffic_json(plan(), traffic_result{});
  CHECK(json["failures"].is_object());
  CHECK(json["backends"].is_object());
}
