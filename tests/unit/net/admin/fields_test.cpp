#include "net/admin/handlers/backend_fields.hpp"
#include "net/admin/query.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <map>

using namespace loadex;
using namespace loadex::net::admin;
using namespace std::chrono_literals;

namespace {

using faults = std::map<std::string, std::string>; // what is wrong, by field

faults faults_of(const std::optional<net::http::own_response>& said) {
  faults all;
  if (said) {
    CHECK(said->status == 422);
    const auto told = nlohmann::json::parse(said->body);
    for (const auto& one : told.at("errors"))
      all.emplace(one.at("field"), one.at("detail"));
  }
  return all;
}

/// What is wrong with the body that describes a backend.
faults wrong(std::string_view body) {
  config::backend_settings backend;
  return faults_of(read_fields(body, handlers::fields_of(backend)));
}

} // namespace

TEST_CASE("a backend in JSON is what the file makes of the same keys") {
  config::backend_settings read;
  const auto refused = read_fields(
      R"({"url": "http://10.0.0.1:8001", "weight": 3, "backup": true, "max_connections": 20,
          "health": {"path": "/up", "interval": "250ms", "traffic_status": [503, "520-529"]}})",
      handlers::fields_of(read));
  REQUIRE_FALSE(refused);
  CHECK(read.url.text() == "http://10.0.0.1:8001");
  CHECK(read.weight == 3);
  CHECK(read.backup);
  CHECK(read.max_connections == 20u);
  REQUIRE(read.health.values);
  CHECK(read.health.values->health.path == "/up");
  CHECK(read.health.values->health.interval == 250ms);
  CHECK(read.health.values->health.traffic_status.size() == 2);
  CHECK(read.health.given == std::vector<std::string>{"health.interval", "health.path", "health.traffic-status"});
}

TEST_CASE("a field of the wrong type or out of range is refused in the setting's own words") {
  const std::string url = R"("url": "http://10.0.0.1:8001", )";
  CHECK(wrong("{" + url + R"("weight": "2"})") == faults{{"weight", "must be integer, 0 to 1000"}});
  CHECK(wrong("{" + url + R"("weight": 2.0})") == faults{{"weight", "must be integer, 0 to 1000"}});
  CHECK(wrong("{" + url + R"("weight": null})") == faults{{"weight", "must be integer, 0 to 1000"}});
  CHECK(wrong("{" + url + R"("weight": 1001})") == faults{{"weight", "1001 is out of range: 0 to 1000"}});
  CHECK(wrong("{" + url + R"("weight": -1})") == faults{{"weight", "-1 is out of range: 0 to 1000"}});
  CHECK(wrong("{" + url + R"("weight": 18446744073709551615})").contains("weight"));
  CHECK(wrong("{" + url + R"("backup": "true"})") == faults{{"backup", "must be true or false"}});
  CHECK(wrong("{" + url + R"("health": {"interval": 5}})") ==
        faults{{"health.interval", "must be a string: duration, 10ms to 1h"}});
  CHECK(wrong("{" + url + R"("health": {"interval": "5"}})").contains("health.interval"));
  CHECK(wrong("{" + url + R"("health": {"interval": "2h"}})").contains("health.interval"));
  CHECK(wrong("{" + url + R"("health": {"status": 200}})").contains("health.status"));
  CHECK(wrong("{" + url + R"("health": {"status": ["200,201"]}})").contains("health.status"));
  CHECK(wrong("{" + url + R"("health": 1})") == faults{{"health", "must be an object"}});
  CHECK(wrong(R"({"url": "localhost:8001"})").contains("url"));
  CHECK(wrong(R"({"url": 1})") == faults{{"url", "must be a string: URL"}});
}

TEST_CASE("an unknown field is refused with the nearest name of those that may stand there") {
  CHECK(wrong(R"({"url": "http://a", "wieght": 1})") == faults{{"wieght", "unknown field; did you mean weight?"}});
  CHECK(wrong(R"({"url": "http://a", "max-connections": 1})") ==
        faults{{"max-connections", "unknown field; did you mean max_connections?"}});
  CHECK(wrong(R"({"url": "http://a", "health": {"intervall": "1s"}})") ==
        faults{{"health.intervall", "unknown field; did you mean interval?"}});
  CHECK(wrong(R"({"url": "http://a", "health.interval": "1s"})").contains("health.interval"));
  CHECK(wrong(R"({"url": "http://a", "health": {"when_all_down": "fail"}})").contains("health.when_all_down"));
  CHECK(wrong(R"({"url": "http://a", "zzzzzzzz": {}})") == faults{{"zzzzzzzz", "unknown field"}});
}

TEST_CASE("all that is wrong with a body is said at once") {
  CHECK(wrong(R"({"weight": -1, "backup": 1, "x": 2})").size() == 4);
  CHECK(wrong("{}") == faults{{"url", "is missing"}});
}

TEST_CASE("what is no JSON is 400, with no field at fault") {
  config::backend_settings backend;
  const auto refused = read_fields("{", handlers::fields_of(backend));
  REQUIRE(refused);
  CHECK(refused->status == 400);
  CHECK(refused->type == "application/problem+json");
}

TEST_CASE("a query has known parameters, each once and with a value") {
  const auto wrong = [](std::string_view target) {
    return faults_of(query_objection("deadline=30s&wait=true", target));
  };
  CHECK(wrong("/a").empty());
  CHECK(wrong("/a?wait=true&deadline=1s").empty());
  CHECK(wrong("/a?wiat=true") == faults{{"wiat", "unknown parameter; did you mean wait?"}});
  CHECK(wrong("/a?wait=true&w%61it=true") == faults{{"wait", "stands twice"}});
  CHECK(wrong("/a?wait") == faults{{"wait", "has no value"}});
  CHECK(wrong("/a?wait=&deadline=1s") == faults{{"wait", "has no value"}});
  CHECK(faults_of(query_objection("", "/a?x")) == faults{{"x", "unknown parameter"}});
  CHECK(parameter("/a?wait=a%20b", "wait") == "a b");
  CHECK(parameter("/a", "wait").empty());
}
