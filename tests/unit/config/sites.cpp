#include "config/sites.hpp"

#include "config/checks.hpp"
#include "config/config_file.hpp"
#include "config/header_change_rows.hpp"
#include "config/listener_rows.hpp"
#include "config/pool_rows.hpp"
#include "config/route_rows.hpp"
#include "config/tls_rows.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace loadex::config;
using Catch::Matchers::Contains;
using problems = std::vector<std::string>;

namespace {

draft read(std::string_view text) {
  draft result;
  apply_file_text("f", text, result);
  check_whole(result);
  return result;
}

/// Everything that a listener, a route, a pool and a backend can have.
constexpr std::string_view rich = R"(
[listeners]
web={port=80, address=["::1"], redirect="https", status=301, tls={certificates=["c.pem"], maximum="1.2", ticket-keys="k"}}
site={
  port=8080, admin=true,
  tls={certificates=["a.pem", {certificate="b.crt", key="b.key"}], strict-sni=true, minimum="1.3",
       ciphers="A:B", ciphersuites="C", curves="X25519", handshake-timeout=3s, tickets=false,
       verify="optional", ca="ca.pem", crl="crl.pem", client-headers={X-Subject="subject"}},
  proxy-protocol-from=["10.0.0.0/8", "::1"],
  proxy={idle-timeout=1h, via=true}, limits={body="1MiB", requests-per-client=9},
  routes=[
    ; the first of all
    {name="api", host="API.example.org", path="/v1/", methods=["GET", "PUT"], headers={X-Beta="1", X-Any=true},
     pool="api", strip-prefix=true,
     request-headers={set={X-Site="a \"b\""}, add={X-More=""}, remove=["X-Debug"]},
     response-headers={remove=["Server"]},
     proxy={response-timeout=5s}, limits={body="2KiB", requests-per-client=3}},
    {host="*.example.org", path-exact="/a/", redirect="/b?c=%20", status=303},
    {path="/robots.txt", respond="User-agent: *\nDisallow: /\n", status=404},
    {path="/private", client-verified=true, redirect="/a", status=307}
  ],
  pool="web"
}
[pools]
api={algo="lc", backends=[{url="http://10.0.0.1:8001", weight=2, backup=true, max-connections=3, health={rise=2}}],
  balancing={sticky-cookie="server"}, health={path="/up", interval=1s}, circuit={outages=0}, outlier={factor=3},
  proxy={attempts=1, connect-timeout=1s}}
web={backends=["https://10.0.0.2:8001"], backend-tls={ca="c.pem", name="web.internal"}}
[health]
path="/live"
)";

} // namespace

TEST_CASE("a file of several listeners and pools is read whole", "[config]") {
  const auto file = read(rich);
  REQUIRE(file.problems.empty());
  REQUIRE(file.all.listeners.size() == 2);
  const auto& web = file.all.listeners[0];
  CHECK(web.name == "web");
  CHECK(web.port == 80);
  CHECK(web.address == std::vector<std::string>{"::1"});
  CHECK(web.otherwise->redirect == "https");
  CHECK(web.otherwise->status == 301);

  const auto& site = file.all.listeners[1];
  CHECK(site.address == std::vector<std::string>{"0.0.0.0", "::"});
  CHECK(site.admin);
  CHECK(site.proxy_protocol_from.size() == 2);
  CHECK(site.own.given ==
        std::vector<std::string>{"limits.body", "limits.requests-per-client", "proxy.idle-timeout", "proxy.via"});
  CHECK(site.own.values->limits.body == 1 << 20);
  CHECK(site.otherwise->pool == "web");
  REQUIRE(site.routes.size() == 4);

  const auto& api = site.routes[0];
  CHECK(api.name == "api");
  CHECK(api.host == "api.example.org");
  CHECK(api.path == "/v1");
  CHECK_FALSE(api.path_exact);
  CHECK(api.methods == std::vector<std::string>{"GET", "PUT"});
  CHECK(api.headers == std::vector<header_condition>{{"X-Any", std::nullopt}, {"X-Beta", "1"}});
  CHECK(api.pool == "api");
  CHECK(api.strip_prefix);
  CHECK(api.request_headers ==
        header_changes{.remove = {"X-Debug"}, .set = {{"X-Site", "a \"b\""}}, .add = {{"X-More", ""}}});
  CHECK(api.response_headers == header_changes{.remove = {"Server"}, .set = {}, .add = {}});
  CHECK(api.own.values->proxy.response_timeout == std::chrono::seconds(5));

  const auto& exact = site.routes[1];
  CHECK(exact.host == "*.example.org");
  CHECK(exact.path == "/a/");
  CHECK(exact.path_exact);
  CHECK(exact.redirect == "/b?c=%20");
  CHECK(exact.status == 303);
  CHECK(site.routes[2].respond == "User-agent: *\nDisallow: /\n");
  CHECK(site.routes[2].status == 404);

  REQUIRE(file.all.pools.size() == 2);
  const auto& pool = file.all.pools[0];
  CHECK(pool.name == "api");
  CHECK(pool.algo == algorithm::least_connections);
  CHECK(pool.backends.at(0).max_connections == 3u);
  CHECK(pool.own.values->health.path == "/up");
  CHECK(file.all.health.path == "/live");
}

TEST_CASE("what is not said of a route and of a redirect is the default", "[config]") {
  const auto file = read(R"(
[listeners]
web={port=80, routes=[{redirect="/a"}, {path="/b", respond=""}]}
)");
  REQUIRE(file.problems.empty());
  const auto& web = file.all.listeners.at(0);
  CHECK_FALSE(web.otherwise);
  CHECK(web.routes[0].path == "/");
  CHECK(web.routes[0].status == 308);
  CHECK(web.routes[1].status == 200);
  CHECK(file.all.pools.empty());
}

TEST_CASE("a listener may have nothing but Loadex's own addresses", "[config]") {
  CHECK(read("[listeners]\nown={port=9901, address=[\"127.0.0.1\"], admin=true}\n").problems.empty());
}

TEST_CASE("the same path in several spellings is one", "[config]") {
  const auto path_of = [](const std::string& route) {
    const auto file = read("[listeners]\nweb={port=80, routes=[{" + route + ", respond=\"\"}]}\n");
    REQUIRE(file.problems.empty());
    return file.all.listeners.at(0).routes.at(0).path;
  };
  CHECK(path_of(R"(path="/v1/")") == "/v1");
  CHECK(path_of(R"(path="/v1")") == "/v1");
  CHECK(path_of(R"(path="/")") == "/");
  CHECK(path_of(R"(path-exact="/v1/")") == "/v1/");
  CHECK(path_of(R"(path="/a%2Fb%20c")") == "/a%2Fb%20c");
  CHECK(path_of(R"(path="/.well-known/...")") == "/.well-known/...");
}

TEST_CASE("no route that a request can reach is refused", "[config]") {
  const auto* routes = GENERATE(
      R"({path="/a", pool="p"}, {path-exact="/a", pool="p"})", R"({path="/a", pool="p"}, {path="/a/b", pool="p"})",
      R"({path="/a", pool="p"}, {host="a", path="/a", pool="p"})", R"({host="*.b", pool="p"}, {host="a.b", pool="p"})",
      R"({path="/a", pool="p"}, {path="/a", methods=["GET"], pool="p"})", R"({methods=["GET"], pool="p"}, {pool="p"})",
      R"({methods=["GET"], pool="p"}, {methods=["GET", "PUT"], pool="p"})",
      R"({headers={A="1"}, pool="p"}, {headers={A="2"}, pool="p"})",
      R"({headers={A="1"}, pool="p"}, {headers={A=true}, pool="p"})", R"({pool="p"}, {headers={A="1"}, pool="p"})",
      R"({path="/a", pool="p"}, {path="/A", pool="p"})");
  CAPTURE(routes);
  CHECK(read("[listeners]\nweb={port=80, routes=[" + std::string(routes) + "]}\n[pools]\np={backends=[\"http://a\"]}\n")
            .problems.empty());
}

TEST_CASE("listeners are in each other's way only where they want the same port of one address", "[config]") {
  const auto problems_with = [](const std::string& other) {
    return read("[listeners]\na={port=80, address=[\"127.0.0.1\", \"::1\"], redirect=\"https\"}\nb={" + other +
                ", redirect=\"https\"}\n")
        .problems.size();
  };
  CHECK(problems_with("port=80") == 1);
  CHECK(problems_with(R"(port=80, address=["::"])") == 1);
  CHECK(problems_with(R"(port=80, address=["127.0.0.2"])") == 0);
  CHECK(problems_with("port=81") == 0);
  CHECK(read("[listeners]\na={port=0, redirect=\"https\"}\nb={port=0, redirect=\"https\"}\n").problems.empty());
}

TEST_CASE("what is printed of listeners and pools is read back as the same", "[config]") {
  const auto file = read(rich);
  REQUIRE(file.problems.empty());
  const auto printed = settings_as_file(file.all);
  const auto again = read(printed);
  CHECK(again.problems.empty());
  CHECK(settings_as_file(again.all) == printed);
  CHECK_THAT(
      printed,
      Contains(
          R"(    {name="api", host="api.example.org", path="/v1", methods=["GET", "PUT"], headers={X-Any=true, X-Beta="1"}, pool="api",)"));
  CHECK_THAT(printed, Contains("[pools]\napi={\n  algo=\"leastconnection\",\n  backends=[\n    {url="));
  CHECK_THAT(printed, Contains("[global]\nworkers=0\nio=\"auto\"\nhandover=\"\"\n\n[listeners]\n") &&
                          Contains("on-reload=\"keep\""));

  const auto has = [&](const auto& rows) {
    for (const auto& row : rows)
      CHECK_THAT(printed, Contains(row.key + "="));
  };
  has(listener_rows());
  has(tls_rows());
  has(route_rows());
  has(header_change_rows(direction::request));
  has(pool_rows());
}

TEST_CASE("a file of one listener and one pool is printed as ever", "[config]") {
  settings all;
  all.global.backends = {{.url = backend_url::parse("http://a").value()}};
  CHECK_THAT(settings_as_file(all),
             Contains("\nport=8080\n") && !Contains("on-reload") && !Contains("[pools]") && !Contains("[listeners]"));
  all.admin.on_reload = live_changes::drop;
  CHECK_THAT(settings_as_file(all), Contains("\non-reload=\"drop\"\n"));
}

TEST_CASE("whatever is accepted is printed so that it is read back as the same", "[config]") {
  std::mt19937 random{Catch::rngSeed()};
  const auto one_of = [&](std::vector<std::string> choices) {
    return choices[std::uniform_int_distribution<std::size_t>(0, choices.size() - 1)(random)];
  };
  const auto maybe = [&](const std::string& part) { return random() % 3 ? std::string() : part + ", "; };
  const auto route = [&] {
    auto text = "{" + maybe("host=" + one_of({"\"a.org\"", "\"*.A.org\""}));
    text += maybe(one_of({"path", "path-exact"}) + "=" + one_of({"\"/\"", "\"/a/\"", "\"/a/b\"", "\"/%2F\""}));
    text += maybe("methods=" + one_of({"[\"GET\"]", "[\"PUT\", \"GET\"]"}));
    text += maybe("headers=" + one_of({"{X=\"1\"}", "{Y=true, X=true}"}));
    text += maybe("name=\"n\"");
    const auto action = one_of({"pool=\"p\"", "redirect=\"https\"", "redirect=\"http://b/c\"", "respond=\"a\\\"\\n\""});
    if (action.starts_with("pool"))
      text += maybe("strip-prefix=true") + maybe("request-headers={set={A=\"1\", B=\"\"}}") +
              maybe("response-headers={add={A=\"1\"}, remove=[\"B\", \"C\"]}") + maybe("limits={body=\"1KiB\"}") +
              maybe("proxy={response-timeout=1500ms}");
    return text + action + "}";
  };
  const auto file_of = [&] {
    std::string text = "[listeners]\nw={port=" + one_of({"80", "0"}) + ", " + maybe("admin=true") +
                       maybe("limits={headers=7}") + maybe("proxy-protocol-from=[\"10.0.0.0/8\"]") + "routes=[";
    for (auto i = random() % 4; i > 0; --i)
      text += route() + ",\n";
    return text + "]}\n[pools]\np={" + maybe("algo=\"rr\"") + maybe("health={rise=3, path=\"/\"}") +
           maybe("balancing={queue-length=0}") + "backends=[" +
           one_of({"\"http://a\"", "{url=\"http://b\", weight=0}"}) + "]}\n" + maybe("[circuit]\noutages=3\n; ");
  };
  int accepted = 0;
  for (int i = 0; i < 2'000; ++i) {
    const auto text = file_of();
    const auto file = read(text);
    if (!file.problems.empty()) // two routes may be in each other's way
      continue;
    ++accepted;
    const auto printed = settings_as_file(file.all);
    const auto again = read(printed);
    CAPTURE(text, printed);
    REQUIRE(again.problems.empty());
    REQUIRE(settings_as_file(again.all) == printed);
  }
  CHECK(accepted > 500);
}

TEST_CASE("a file with slips of the pen is refused, or is printed so that it is read back as the same", "[config]") {
  std::mt19937 random{Catch::rngSeed()};
  const auto up_to = [&](std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most)(random); };
  constexpr std::string_view marks = "{}[]=,;\"\n .*/%-_a1";
  for (int i = 0; i < 3'000; ++i) {
    std::string text(rich);
    for (auto slips = up_to(2) + 1; slips > 0; --slips) {
      const auto at = up_to(text.size() - 1);
      const auto size = std::min(up_to(8), text.size() - at);
      if (const auto kind = up_to(3); kind == 0)
        text[at] = marks[up_to(marks.size() - 1)];
      else if (kind == 1)
        text.erase(at, size);
      else if (kind == 2)
        text.insert(up_to(text.size()), text.substr(at, size));
      else
        text.insert(at, 1, marks[up_to(marks.size() - 1)]);
    }
    CAPTURE(text);
    const auto file = read(text);
    if (!file.problems.empty())
      continue;
    const auto printed = settings_as_file(file.all);
    const auto again = read(printed);
    CAPTURE(printed);
    REQUIRE(again.problems.empty());
    REQUIRE(settings_as_file(again.all) == printed);
  }
}

TEST_CASE("ten thousand routes and backends fit into a file", "[config]") {
  std::string text = "[listeners]\nweb={port=80, routes=[\n";
  for (int i = 0; i < 10'000; ++i)
    text += "{host=\"h" + std::to_string(i) + ".org\", pool=\"p\"},\n";
  text += "]}\n[pools]\np={backends=[\n";
  for (int i = 0; i < 10'000; ++i)
    text += "{url=\"http://10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256) + "\"},\n";
  const auto file = read(text + "]}\n");
  CHECK(file.problems.empty());
  CHECK(file.all.listeners.at(0).routes.size() == 10'000);
  CHECK(file.all.pools.at(0).backends.size() == 10'000);
}

TEST_CASE("of many listeners at one place each is refused once") {
  std::string text = "[pools]\nmain={backends=[\"http://a\"]}\n[listeners]\n";
  for (int i = 0; i < 50; ++i)
    text += "l" + std::to_string(i) + "={port=80, pool=\"main\"}\n";
  CHECK(read(text).problems.size() == 49);
}

TEST_CASE("there is an end to listeners, and to the addresses of one") {
  std::string many = "[pools]\nmain={backends=[\"http://a\"]}\n[listeners]\n";
  for (int i = 0; i < 1'001; ++i)
    many += "l" + std::to_string(i) + "={port=" + std::to_string(1'000 + i) + ", pool=\"main\"}\n";
  CHECK_THAT(read(many).problems.at(0), Contains("more than 1000 listeners"));

  std::string addresses;
  for (int i = 0; i < 257; ++i)
    addresses += "\"127.0." + std::to_string(i / 250) + "." + std::to_string(i % 250) + "\",";
  CHECK_THAT(read("address=[" + addresses + "]\n[global]\nbackends=[\"http://a\"]\n").problems.at(0),
             Contains("more than 256 addresses"));
}
