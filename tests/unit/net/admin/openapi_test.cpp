#include "net/admin/openapi/document.hpp"
#include "net/admin/openapi/operation.hpp"
#include "net/admin/openapi/schema_of_fields.hpp"
#include "net/admin/route_table.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace loadex::net::admin;
using nlohmann::ordered_json;

namespace {

const ordered_json& whole() {
  static const auto all = openapi::document(route_table());
  return all;
}

/// What each `$ref` in `part` leads to.
void follow(const ordered_json& part, std::set<std::string>& led_to) {
  for (const auto& [key, value] : part.items())
    if (key == "$ref") {
      const auto to = value.get<std::string>();
      if (led_to.insert(to).second)
        follow(whole().at(ordered_json::json_pointer(to.substr(1))), led_to);
    } else if (value.is_structured()) {
      follow(value, led_to);
    }
}

} // namespace

TEST_CASE("the OpenAPI document has an operation for each row that answers, under a name of its own") {
  std::set<std::string> names;
  for (const auto& row : route_table()) {
    CAPTURE(row.method, row.path);
    const auto& paths = whole().at("paths");
    if (row.handle == nullptr)
      continue;
    std::string method(row.method);
    for (auto& c : method)
      c = static_cast<char>(std::tolower(c));
    const auto& told = paths.at(std::string(row.path)).at(method);
    CHECK(names.insert(told.at("operationId")).second);
    CHECK_FALSE(told.at("tags")[0].get<std::string>().empty());
    CHECK_FALSE(told.at("responses").empty());
    CHECK(told.contains("requestBody") == row.takes_body);
  }
}

TEST_CASE("what the OpenAPI document has in common is there, and is used") {
  std::set<std::string> led_to;
  follow(whole().at("paths"), led_to);
  for (const auto* kind : {"schemas", "parameters", "headers", "responses"})
    for (const auto& [name, one] : whole().at("components").at(kind).items()) {
      CAPTURE(kind, name);
      CHECK(led_to.contains("#/components/" + std::string(kind) + "/" + name));
    }
}

TEST_CASE("fields are described as they are read") {
  const std::vector<field> fields{{.name = "url", .type = "URL", .take = {}, .needed = true},
                                  {.name = "weight", .type = "integer, 0 to 1000", .take = {}},
                                  {.name = "backup", .type = "true or false", .take = {}},
                                  {.name = "health.probe", .type = "one of http, tcp", .take = {}},
                                  {.name = "health.status", .type = "status list", .take = {}}};
  const auto told = openapi::schema_of(fields);
  CHECK(told["required"] == ordered_json{"url"});
  CHECK(told["additionalProperties"] == false);
  const auto& all = told["properties"];
  CHECK(all["url"]["type"] == "string");
  CHECK(all["weight"] == ordered_json{{"type", "integer"}, {"minimum", 0}, {"maximum", 1000}});
  CHECK(all["backup"]["type"] == "boolean");
  CHECK(all["health"]["additionalProperties"] == false);
  CHECK(all["health"]["properties"]["probe"]["enum"] == ordered_json{"http", "tcp"});
  CHECK(all["health"]["properties"]["status"]["type"] == "array");
}

TEST_CASE("a row refuses as its kind does, and as it says itself") {
  constexpr route plain{.method = "GET", .path = "/x", .told = {.refusals = "409 404"}};
  constexpr route open{.method = "GET", .path = "/x", .may = route::who::everybody};
  constexpr route strict{.method = "PATCH", .path = "/x", .strict = true, .takes_body = true};
  CHECK(openapi::refusals_of(plain) == std::vector{401u, 403u, 404u, 409u, 429u});
  CHECK(openapi::refusals_of(open).empty());
  CHECK(openapi::refusals_of(strict) == std::vector{400u, 401u, 403u, 411u, 413u, 415u, 422u, 429u});
}
