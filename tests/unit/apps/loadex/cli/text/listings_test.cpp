#include "apps/loadex/cli/text/listings.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using Catch::Matchers::Contains;
using loadex::cli::explanation;
using loadex::cli::listeners_table;
using loadex::cli::routes_table;
using nlohmann::ordered_json;

TEST_CASE("the table of routes says what each takes and where it leads, and what takes the rest") {
  const auto list = ordered_json::parse(R"({"routes": [
    {"listener": "site", "place": 1, "name": "api", "host": "api.example.org", "path": "/v1", "methods": ["GET", "HEAD"],
     "headers": {"X-Beta": "1", "X-Any": null}, "pool": "api", "hits": 123},
    {"listener": "site", "place": 2, "path": "/old", "path_exact": true, "redirect": "/new", "status": 301, "hits": 0},
    {"listener": "site", "place": null, "pool": "web", "hits": 7}]})");
  CHECK(routes_table(list) ==
        "LISTENER  ROUTE  NAME  TAKES                                           LEADS TO             HITS\n"
        "site          1  api   GET, HEAD api.example.org/v1/* X-Beta: 1 X-Any  pool api              123\n"
        "site          2        /old                                            redirect /new (301)     0\n"
        "site          -        what no route takes                             pool web                7\n");
}

TEST_CASE("the table of listeners has a row for each") {
  const auto list = ordered_json::parse(R"({"listeners": [{"name": "site", "addresses": ["0.0.0.0:80", "[::]:80"],
    "admin": false, "proxy_protocol_from": [], "routes": 4, "requests": 123, "connections": 5}]})");
  CHECK(listeners_table(list) == "LISTENER  ADDRESSES            ADMIN  ROUTES  CONNECTIONS  REQUESTS\n"
                                 "site      0.0.0.0:80, [::]:80  no          4            5       123\n");
}

TEST_CASE("an explanation tells the route, the choice, and why nobody else") {
  auto said = ordered_json::parse(R"({"pool": "main", "algorithm": "leastconnection", "certain": true,
    "by_affinity": false, "chosen": 2, "taken_by": [{"listener": "site", "route": "api", "pool": "main", "why": "/v1"},
      {"listener": "inside", "route": null, "why": "an address of Loadex's own"}],
    "backends": [
      {"id": 1, "url": "http://b:1", "selection": "unavailable", "why": "it is disabled", "state": "disabled"},
      {"id": 2, "url": "http://b:2", "selection": "chosen", "why": "the fewest in flight", "state": "healthy"}]})");
  CHECK(explanation(said, false) == "listener site: route api, pool main: /v1\n"
                                    "listener inside: an address of Loadex's own\n"
                                    "main, leastconnection: http://b:2\n"
                                    "\n"
                                    "ID  BACKEND     STATE     CHOICE       WHY\n"
                                    " 1  http://b:1  disabled  unavailable  it is disabled\n"
                                    " 2  http://b:2  healthy   chosen       the fewest in flight\n");
  said["certain"] = false;
  said["by_affinity"] = true;
  CHECK_THAT(explanation(said, false), Contains("http://b:2, by its session, as it looks now"));
  said["chosen"] = nullptr;
  CHECK_THAT(explanation(said, false), Contains("leastconnection: no backend"));
}
