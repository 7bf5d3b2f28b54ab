#include "net/http/normal_path.hpp"
#include "net/http/routes.hpp"
#include "tests/unit/net/http1/messages.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace loadex;
using namespace loadex::net::http;
using namespace std::string_literals;
using config::route_settings;
using net::http1::framed_request;

namespace {

routed routed_to(const routes& among, const std::string& bytes) {
  const framed_request request(bytes);
  CAPTURE(bytes);
  REQUIRE(request.result.state == net::http1::head_result::progress::complete);
  std::string scratch;
  return among.find(request.head, request.framing, false, scratch);
}

/// The name of the route that takes a request; `-` if none does.
std::string taken_by(const std::vector<route_settings>& settings, const std::string& line, const std::string& host,
                     const std::string& headers = {}) {
  const auto found = routed_to(routes(settings), line + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n");
  return found.route ? settings[*found.route].name : "-";
}

/// The same of a GET of this path.
std::string path_taken_by(const std::vector<route_settings>& settings, const std::string& path) {
  return taken_by(settings, "GET " + path, "example.org");
}

} // namespace

TEST_CASE("without routes none takes a request") {
  CHECK(routes({}).empty());
  CHECK_FALSE(routed_to(routes({}), "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n").route);
}

TEST_CASE("a route goes by host: the name before a suffix, a longer suffix before a shorter one, any host last") {
  const std::vector<route_settings> settings{
      {.name = "any"},
      {.name = "org", .host = "*.org"},
      {.name = "example", .host = "*.example.org"},
      {.name = "api", .host = "api.example.org"},
      {.name = "v6", .host = "[2001:db8::1]"},
  };
  struct row {
    const char* host;
    const char* taken_by;
  };
  const auto row = GENERATE(values<struct row>({
      {"api.example.org", "api"},
      {"API.Example.ORG", "api"},      // whatever the case,
      {"api.example.org:8080", "api"}, // the port
      {"api.example.org.", "api"},     // and a dot at the end
      {"api.example.org.:8080", "api"},
      {"www.example.org", "example"},
      {"WWW.EXAMPLE.org:80", "example"},
      {"a.b.example.org", "example"}, // any labels in front,
      {"x.api.example.org", "example"},
      {"example.org", "org"}, // but some
      {".example.org", "org"},
      {"badexample.org", "org"}, // whole labels
      {"org", "any"},
      {"example.net", "any"},
      {"api.example.org.net", "any"},
      {"[2001:DB8::1]:80", "v6"},
      {"[2001:db8::1]", "v6"},
      {"192.0.2.1:80", "any"},
  }));
  CAPTURE(row.host);
  CHECK(taken_by(settings, "GET /", row.host) == row.taken_by);
}

TEST_CASE("the host is that of an absolute target; a request without a host is for routes without one") {
  const std::vector<route_settings> settings{{.name = "a", .host = "a.org"}, {.name = "any"}};
  CHECK(taken_by(settings, "GET http://a.org/", "b.org") == "a");
  CHECK(taken_by(settings, "GET http://b.org/", "a.org") == "any");
  CHECK(routed_to(routes(settings), "GET / HTTP/1.0\r\n\r\n").route == 1U);
}

TEST_CASE("a route goes by path: whole segments, the longest first, exact before what is below") {
  const std::vector<route_settings> settings{
      {.name = "root"},
      {.name = "v1", .path = "/v1"},
      {.name = "users", .path = "/v1/users"},
      {.name = "v1 alone", .path = "/v1", .path_exact = true},
      {.name = "slash", .path = "/v1/users/", .path_exact = true},
      {.name = "robots", .path = "/robots.txt", .path_exact = true},
  };
  struct row {
    const char* path;
    const char* taken_by;
  };
  const auto row = GENERATE(values<struct row>({
      {"/", "root"},
      {"/v1", "v1 alone"},
      {"/v1?a=/v1/users", "v1 alone"}, // a query is no path
      {"/v1/", "v1"},
      {"/v1/x", "v1"},
      {"/v1x", "root"},
      {"/V1/x", "root"}, // case counts
      {"/v", "root"},
      {"/v1/user", "v1"},
      {"/v1/users", "users"},
      {"/v1/users/", "slash"},
      {"/v1/users/1", "users"},
      {"/v1/users.txt", "v1"},
      {"/robots.txt", "robots"},
      {"/robots.txt/", "root"},
      {"/robots.txt/x", "root"},
      {"http://example.org", "root"},
      {"http://example.org?v1", "root"},
  }));
  CAPTURE(row.path);
  CHECK(path_taken_by(settings, row.path) == row.taken_by);
}

TEST_CASE("`*` of OPTIONS is for routes of every path") {
  const std::vector<route_settings> settings{
      {.name = "exact", .path = "/", .path_exact = true}, {.name = "star", .path = "/a"}, {.name = "root"}};
  CHECK(taken_by(settings, "OPTIONS *", "example.org") == "root");
  CHECK(taken_by({settings[0], settings[1]}, "OPTIONS *", "example.org") == "-");
}

TEST_CASE("the path of a route may end with a slash, and may be spelled in any way") {
  for (const auto* path : {"/v1", "/v1/", "//v1", "/x/../v1/", "/%761"})
    for (const auto* asked : {"/v1", "/v1/", "/v1/x"}) {
      CAPTURE(path, asked);
      CHECK(path_taken_by({{.name = "v1", .path = path}}, asked) == "v1");
    }
}

TEST_CASE("no spelling of a path walks around its route") {
  const std::vector<route_settings> settings{{.name = "root"}, {.name = "admin", .path = "/admin"}};
  const auto* path = GENERATE("/admin", "/%61dmin", "/%61%64%6D%69%6e", "//admin", "///admin//", "/./admin", "/admin/.",
                              "/x/../admin", "/x/%2e%2E/admin", "/x/.%2e/admin", "/../admin", "/%2e/admin",
                              "/x/y/../../admin/z", "/x//../admin", "/admin?x", "http://example.org//admin");
  CAPTURE(path);
  CHECK(path_taken_by(settings, path) == "admin");
  CHECK_FALSE(routed_to(routes(settings), "GET "s + path + " HTTP/1.1\r\nHost: example.org\r\n\r\n").ambiguous);
}

TEST_CASE("what leads out of a route's path is not for that route") {
  const std::vector<route_settings> settings{{.name = "root"}, {.name = "admin", .path = "/admin"}};
  for (const auto* path : {"/admin/..", "/admin/../x", "/admin/%2e%2e/x", "/admin//../x", "/%2561dmin", "/%%361dmin"}) {
    CAPTURE(path);
    CHECK(path_taken_by(settings, path) == "root");
  }
}

TEST_CASE("a path that another server may read as one for another route is ambiguous") {
  const std::vector<route_settings> settings{{.name = "root"}, {.name = "admin", .path = "/admin"}};
  struct row {
    const char* path;
    bool ambiguous;
  };
  const auto row = GENERATE(values<struct row>({
      {"/admin%2Fx", true},
      {"/x/..%2fadmin", true},
      {"/x%2f../admin", true}, // /x/../admin or /admin
      {"/x%2f..%2fadmin", true},
      {"/admin/..%2fx", true},
      {"/admin/..;/x", true},
      {"/x/..;a=b/admin", true},
      {"/admin;a=b", true},
      {"/x\\..\\admin", true},
      {"/admin\\x", true},
      {"/x%5c..%5Cadmin", true},
      {"/admin%00", true},
      {"/x%00", true},
      // Each alone or together.
      {"/x\\y%2f..%2f..%2fadmin", true},
      {"/x/a\\b%2f..%2f..%2fadmin", true},
      {"/x%2Fa;b\\c", true}, // too many
      // Whoever reads them, and however: the same route.
      {"/x%2Fy", false},
      {"/x;a=b/y", false},
      {"/admin/a%2Fb", false},
      {"/admin/a\\b", false},
      {"/admin/x;a=b", false},
      {"/x/?admin%2Fx;\\%00", false},
      {"/x/%25", false},
  }));
  CAPTURE(row.path);
  const auto found = routed_to(routes(settings), "GET "s + row.path + " HTTP/1.1\r\nHost: example.org\r\n\r\n");
  CHECK(found.ambiguous == row.ambiguous);
}

TEST_CASE("of routes with one host and path those with conditions come first") {
  const std::vector<route_settings> settings{
      {.name = "all"},
      {.name = "any beta", .headers = {{"X-Beta", {}}}},
      {.name = "beta 1", .headers = {{"X-Beta", "1"}, {"X-Other", {}}}},
      {.name = "get", .methods = {"GET", "HEAD"}},
      {.name = "get beta", .methods = {"GET"}, .headers = {{"x-beta", {}}}},
      {.name = "all again"},
  };
  struct row {
    const char* line;
    const char* headers;
    const char* taken_by;
  };
  const auto row = GENERATE(values<struct row>({
      {"POST /", "", "all"}, // the file's order
      {"GET /", "", "get"},
      {"HEAD /", "", "get"},
      {"get /", "", "all"}, // the case of a method counts
      {"POST /", "X-Beta: 2\r\n", "any beta"},
      {"POST /", "x-BETA:\r\n", "any beta"}, // whatever is in it
      {"POST /", "X-Beta: 1\r\n", "any beta"},
      {"POST /", "X-Beta: 1\r\nX-Other: 2\r\n", "beta 1"},              // more headers first
      {"POST /", "X-Other: 2\r\nX-Beta: 2\r\nX-Beta: 1\r\n", "beta 1"}, // any line of that name
      {"POST /", "X-Beta: 11\r\nX-Other: 2\r\n", "any beta"},           // all of the value
      {"HEAD /", "X-Beta: 1\r\nX-Other: 2\r\n", "get"},                 // the method before all headers
      {"GET /", "X-Beta: 1\r\nX-Other: 2\r\n", "get beta"},             // and then the headers
      {"POST /", "X_Beta: 1\r\nX-Other: 2\r\n", "all"},
  }));
  CAPTURE(row.line, row.headers);
  CHECK(taken_by(settings, row.line, "example.org", row.headers) == row.taken_by);
}

TEST_CASE("a route whose conditions are not met leaves the request to a shorter path and a less specific host") {
  const std::vector<route_settings> settings{
      {.name = "any"},
      {.name = "any deep", .path = "/a/b/c"},
      {.name = "suffix", .host = "*.example.org", .path = "/a"},
      {.name = "name", .host = "www.example.org", .path = "/a/b", .methods = {"POST"}},
      {.name = "beta", .host = "www.example.org", .path = "/a", .headers = {{"X-Beta", "1"}}},
      {.name = "exact", .host = "www.example.org", .path = "/a/b", .path_exact = true, .methods = {"PUT"}},
  };
  const auto asked = [&](const char* line, const char* headers = "") {
    return taken_by(settings, line, "www.example.org", headers);
  };
  CHECK(asked("PUT /a/b") == "exact");
  CHECK(asked("POST /a/b") == "name");
  CHECK(asked("GET /a/b", "X-Beta: 1\r\n") == "beta");
  CHECK(asked("GET /a/b") == "suffix");
  CHECK(asked("GET /a/b/c") == "suffix"); // the host comes before the path
  CHECK(asked("GET /x") == "any");
}

TEST_CASE("a route for clients with a good certificate comes before others for the same, and leaves the rest to them") {
  const std::vector<route_settings> settings{
      {.name = "all"},
      {.name = "header", .headers = {{"X-Beta", "1"}}},
      {.name = "good", .client_verified = true},
      {.name = "method", .methods = {"PUT"}},
  };
  const auto asked = [&](const std::string& method, bool verified) {
    const framed_request request(method + " / HTTP/1.1\r\nHost: a\r\nX-Beta: 1\r\n\r\n");
    std::string scratch;
    return settings[routes(settings).find(request.head, request.framing, verified, scratch).route.value()].name;
  };
  CHECK(asked("GET", true) == "good");
  CHECK(asked("GET", false) == "header");
  CHECK(asked("PUT", true) == "method");
}

TEST_CASE("all routes that might take a request are told in their order") {
  const std::vector<route_settings> settings{
      {}, {.path = "/a"}, {.host = "a.org", .methods = {"GET"}}, {.host = "b.org"}, {.path = "/b"}};
  CHECK(routes(settings).in_order("A.org:80", "/a/b") == std::vector<std::size_t>{2, 1, 0});
}

namespace {

/// The routes as the documentation has them, route by route.
class naive_routes {
public:
  explicit naive_routes(const std::vector<route_settings>& settings)
      : settings_(settings) {}

  /// The first counts by the greatest.
  static auto rank(const route_settings& r) {
    const int host = r.host.empty() ? 0 : r.host.starts_with('*') ? 1 : 2;
    return std::tuple(host, r.host.size(), r.path_exact, r.path.size(), !r.methods.empty(), r.client_verified,
                      r.headers.size());
  }

  std::optional<std::size_t> find(const request_head& head, const request_framing& framing, bool verified) const {
    std::string scratch;
    const std::string path(normal_path(framing.target, scratch));
    const auto host = name_of(std::string(framing.host));
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < settings_.size(); ++i)
      if ((verified || !settings_[i].client_verified) && takes(settings_[i], head, host, path) &&
          (!best || rank(settings_[i]) > rank(settings_[*best])))
        best = i;
    return best;
  }

private:
  static std::string name_of(std::string host) {
    std::ranges::transform(host, host.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    host = host.substr(0, host.find(':'));
    return host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
  }

  static bool takes(const route_settings& r, const request_head& head, const std::string& host,
                    const std::string& path) {
    if (r.host.starts_with('*') ? !(host.ends_with(r.host.substr(1)) && host.size() >= r.host.size())
                                : !r.host.empty() && r.host != host)
      return false;
    if (r.path_exact ? path != r.path : r.path != "/" && path != r.path && !path.starts_with(r.path + "/"))
      return false;
    if (!r.methods.empty() && std::ranges::find(r.methods, head.method_text) == r.methods.end())
      return false;
    return std::ranges::all_of(r.headers, [&](const config::header_condition& wanted) {
      return std::ranges::any_of(head.headers, [&](const header& h) {
        return h.name == wanted.name && (!wanted.value || h.value == *wanted.value);
      });
    });
  }

  const std::vector<route_settings>& settings_;
};

template <class Choices>
auto one_of(const Choices& choices, std::minstd_rand& random) {
  return choices[random() % std::size(choices)];
}

route_settings random_route(std::minstd_rand& random) {
  static const char* const hosts[] = {"", "", "a.b", "b", "*.b", "*.a.b", "*.c"};
  static const char* const paths[] = {"/", "/a", "/b", "/a/b", "/a/b/a", "/b/a", "/ab"};
  route_settings r{.host = one_of(hosts, random), .path = one_of(paths, random), .path_exact = random() % 3 == 0};
  if (r.path_exact && random() % 3 == 0 && r.path != "/")
    r.path += "/";
  if (random() % 3 == 0)
    r.methods = {random() % 2 ? "GET" : "PUT"};
  r.client_verified = random() % 5 == 0;
  for (const auto* name : {"X-A", "X-B"})
    if (random() % 4 == 0)
      r.headers.push_back({name, random() % 2 ? std::optional<std::string>("1") : std::nullopt});
  return r;
}

std::string random_request(std::minstd_rand& random) {
  static const char* const hosts[] = {"a.b", "b", "A.B.", "x.a.b:80", "a.a.b", "c", "a.c", "ab"};
  static const char* const pieces[] = {"/", "/a", "/b", "a", "/.", "/..", "/%2e", "%61", "%2Fa", ";b", "\\"};
  std::string text = random() % 2 ? "GET /" : "PUT /";
  for (auto n = random() % 5; n > 0; --n)
    text += one_of(pieces, random);
  text += " HTTP/1.1\r\nHost: "s + one_of(hosts, random) + "\r\n";
  for (const auto* name : {"X-A", "X-B"})
    if (random() % 2)
      text += name + ": "s + (random() % 2 ? "1" : "2") + "\r\n";
  return text + "\r\n";
}

} // namespace

TEST_CASE("random routes take random requests as a naive reading has it") {
  std::minstd_rand random(1);
  for (int round = 0; round < 400; ++round) {
    std::vector<route_settings> settings(random() % 12);
    std::ranges::generate(settings, [&] { return random_route(random); });
    const routes compiled(settings);
    const naive_routes naive(settings);
    for (int i = 0; i < 25; ++i) {
      const framed_request request(random_request(random));
      CAPTURE(round, request.bytes);
      REQUIRE(request.result.state == net::http1::head_result::progress::complete);
      std::string scratch;
      const bool verified = random() % 2 == 0;
      const auto found = compiled.find(request.head, request.framing, verified, scratch).route;
      const auto expected = naive.find(request.head, request.framing, verified);
      if (found != expected)
        FAIL(found.value_or(99) << " instead of " << expected.value_or(99));
    }
  }
}
