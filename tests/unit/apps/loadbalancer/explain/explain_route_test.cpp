#include "apps/loadbalancer/explain/explain_route.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace loadex;
using namespace std::string_literals;
using config::route_settings;

namespace {

/// The two sites and two pools of the guide.
config::snapshot two_sites() {
  config::snapshot now;
  const auto backends = [](std::size_t count) {
    return std::vector(count, config::backend_settings{config::backend_url::parse("http://10.0.0.1:8001").value()});
  };
  now.pools.push_back({{.name = "api", .algo = config::algorithm::least_connections, .backends = backends(1)},
                       config::traffic_settings{}});
  now.pools.push_back({{.name = "web", .backends = backends(3)}, config::traffic_settings{}});
  now.listeners.push_back(
      {{.name = "web", .port = 80, .otherwise = route_settings{.redirect = "https"}}, config::traffic_settings{}});
  now.listeners.push_back(
      {{.name = "site",
        .port = 8080,
        .admin = true,
        .routes =
            {{.host = "api.example.org", .path = "/v1", .pool = "api", .strip_prefix = true},
             {.name = "site",
              .host = "*.example.org",
              .pool = "web",
              .request_headers = {.remove = {"X-Debug"}, .set = {{"X-Site", "www"}}, .add = {{"X-A", "b"}}},
              .response_headers = {.remove = {"Server"}, .set = {}, .add = {}},
              .own = {{"proxy.response-timeout"}, {}}},
             {.path = "/old", .redirect = "https://www.example.org/new", .status = 302},
             {.path = "/robots.txt", .path_exact = true, .respond = "User-agent: *"},
             {.name = "beta", .host = "api.example.org", .path = "/v1", .headers = {{"X-Beta", "1"}}, .pool = "web"},
             {.host = "api.example.org", .path = "/v1", .methods = {"PUT", "POST"}, .pool = "web"},
             {.host = "b.net", .path = "/x", .pool = "web"}}},
       config::traffic_settings{}});
  return now;
}

/// What is said of the listener at port 8080.
std::string at_8080(const std::string& request) {
  const auto told = explain_route(two_sites(), request);
  REQUIRE(told);
  const auto heading = "listener site, port 8080\n"s;
  REQUIRE_THAT(*told, Catch::Matchers::StartsWith(heading));
  return told->substr(heading.size());
}

} // namespace

TEST_CASE("the way of a request is told for each listener, with the routes that came before and after") {
  const auto told = explain_route(two_sites(), "GET http://api.example.org/v1/x?a");
  REQUIRE(told);
  CHECK(*told == "listener web, port 80\n"
                 "  answered with 308, Location: https://api.example.org/v1/x?a\n"
                 "listener site, port 8080\n"
                 "  route 6 comes first, but the method is not PUT or POST\n"
                 "  route 5 (beta) comes first, but it wants header X-Beta: 1; headers are taken as missing here\n"
                 "  route 1 takes it: host api.example.org, path /v1 and below\n"
                 "  route 2 (site) would be next: host *.example.org, any path\n"
                 "  goes to pool api: leastconnection, 1 backend\n"
                 "  the backend is asked for /x?a, with X-Forwarded-Prefix: /v1\n");
}

TEST_CASE("a port in the URL narrows it to the listeners there") {
  CHECK_THAT(at_8080("http://www.example.org:8080/"), Catch::Matchers::StartsWith("  route 2 (site) takes it"));
  const auto told = explain_route(two_sites(), "http://www.example.org:81/");
  REQUIRE(told);
  CHECK(*told == "no listener has port 81; there are web at 80, site at 8080\n");
}

TEST_CASE("what is changed on the way is told") {
  CHECK(at_8080("PUT http://www.example.org:8080/x") ==
        "  route 2 (site) takes it: host *.example.org, any path\n"
        "  goes to pool web: roundrobin, 3 backends\n"
        "  of the request, X-Debug is removed, X-Site is set to www, X-A: b is added\n"
        "  of the response, Server is removed\n"
        "  it has its own proxy.response-timeout\n");
}

TEST_CASE("what a route answers itself is told") {
  CHECK(at_8080("http://a.net:8080/old/x?y") == "  route 3 takes it: any host, path /old and below\n"
                                                "  answered with 302, Location: https://www.example.org/new?y\n");
  CHECK(at_8080("http://a.net:8080/robots.txt") == "  route 4 takes it: any host, path /robots.txt alone\n"
                                                   "  answered with 200 and a body of 13 bytes\n");
}

TEST_CASE("of what no route takes, those that nearly did are told") {
  CHECK(at_8080("http://b.net:8080/v1") == "  no route takes it\n"
                                           "  route 7 has this host, but path /x and below\n"
                                           "  route 6 has this path, but host api.example.org\n"
                                           "  route 5 (beta) has this path, but host api.example.org\n"
                                           "  answered with 404\n");
}

TEST_CASE("the path that routes see is told where it is spelled otherwise") {
  CHECK_THAT(at_8080("http://api.example.org:8080/x/../%761/y"),
             Catch::Matchers::StartsWith("  routes see the path /v1/y\n") &&
                 Catch::Matchers::Contains("is asked for /y, with"));
  CHECK_THAT(at_8080("http://a.net:8080/old%2Fx"), Catch::Matchers::EndsWith("another route\n"));
}

TEST_CASE("Loadex's own addresses are no route's") {
  CHECK(at_8080("http://www.example.org:8080/metrics?x") == "  this is an address of Loadex's own, and no route's\n");
}

TEST_CASE("what is no request is refused in one line") {
  struct row {
    const char* text;
    const char* why;
    const char* shown = text;
  };
  const auto row = GENERATE(values<struct row>({
      {"", "has no URL with http:// or https://"},
      {"GET", "has no URL with http:// or https://"},
      {"GET /v1", "has no URL with http:// or https://"},
      {"GET http://a/ HTTP/1.1", "is more than a method and a URL"},
      {"GET http://a/\r\nX: y", "is more than a method and a URL", "GET http://a/??X: y"},
      {"GET ftp://a/", "is a request that is refused"},
      {"GET http://", "is a request that is refused"},
      {"GET http://a:b/", "is a request that is refused"},
      {"GET http://u@a/", "is a request that is refused"},
      {"GET http://a/#b", "is a request that is refused"},
      {"CONNECT http://a/", "is a request that is refused"},
      {"G(T http://a/", "is a request that is refused"},
  }));
  const auto told = explain_route(two_sites(), row.text);
  REQUIRE_FALSE(told);
  CHECK(told.error() == "'"s + row.shown + "' " + row.why + "; write one such as 'GET http://api.example.org/v1/x'");
}
