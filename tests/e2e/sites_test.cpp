#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/scripted_backend.hpp"
#include "tests/support/e2e/traffic.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace loadex::tests::e2e;

namespace {

/// `{url="http://..."}, ...`
std::string listed(const std::vector<std::string>& urls) {
  std::string all;
  for (const auto& url : urls)
    all += (all.empty() ? "" : ", ") + ("{url=\"" + url + "\"}");
  return all;
}

/// Answers with the head that it was sent.
void echo_head(conversation& c) {
  c.answer(200, to_bytes(c.asked.start_line, c.asked.fields), {{"X-From", "backend"}});
}

/// Three listeners, of which the first has Loadex's own addresses, and two pools, `api` and `web`.
std::string sites(const std::string& api, const std::vector<std::string>& web) {
  return R"(
[health]
interval=100ms
[listeners]
site={port=0, address=["127.0.0.1"], admin=true,
  routes=[
    {name="v1", host="api.example.org", path="/v1/", pool="api", strip-prefix=true,
     request-headers={set={X-Site="api"}, add={X-More="1"}, remove=["X-Debug"]},
     response-headers={set={X-From="loadex"}}},
    {host="*.example.org", pool="web"},
    {path="/old", redirect="https://www.example.org/new", status=301},
    {path="/robots.txt", respond="User-agent: *", status=203},
    {path="/", methods=["DELETE"], respond="no", status=403}
  ],
  pool="web"}
front={port=0, address=["127.0.0.1"], redirect="https"}
bare={port=0, address=["127.0.0.1"], routes=[{path-exact="/only", pool="web"}]}
[pools]
api={algo="leastconnection", backends=[)" +
         listed({api}) + R"(]}
web={backends=[)" +
         listed(web) + "]}\n";
}

response ask(std::uint16_t port, const std::string& host, const std::string& target, const std::string& method = "GET",
             header_fields more = {}) {
  more.insert(more.begin(), {"Host", host});
  return http_client(port).ask(method, target, more);
}

} // namespace

TEST_CASE_METHOD(fixture, "three listeners and two pools: each request takes the route that the file gives it") {
  const scripted_backend api(echo_head);
  const auto web = start_backend().url();
  auto& balancer = start_balancer_by(sites(api.url(), {web}));
  const auto site = balancer.port_of("site");

  SECTION("to a pool, without the prefix, with other headers") {
    const auto answer = ask(site, "API.example.org:80", "/v1/a?b", "GET", {{"X-Debug", "1"}, {"X-Site", "mine"}});
    CHECK(answer.status == 200);
    CHECK(answer.value("X-From") == "loadex");
    CHECK(answer.body.starts_with("GET /a?b HTTP/1.1\r\n"));
    CHECK(answer.body.find("X-Forwarded-Prefix: /v1\r\n") != std::string::npos);
    CHECK(answer.body.find("X-Site: api\r\n") != std::string::npos);
    CHECK(answer.body.find("X-More: 1\r\n") != std::string::npos);
    CHECK(answer.body.find("mine") == std::string::npos);
    CHECK(answer.body.find("X-Debug") == std::string::npos);
  }
  SECTION("to the other pool by the end of its host, or because no route takes it") {
    for (const auto* host : {"www.example.org", "api.example.org", "example.org", "elsewhere"})
      CHECK(ask(site, host, "/").body.find(web) != std::string::npos);
  }
  SECTION("elsewhere") {
    const auto answer = ask(site, "a", "/old/page?q=1");
    CHECK(answer.status == 301);
    CHECK(answer.value("Location") == "https://www.example.org/new?q=1");
    CHECK(ask(site, "a", "/older").status == 200);
  }
  SECTION("nowhere: it is answered here, and the connection goes on") {
    http_client client(site);
    CHECK(client.get("/robots.txt").body == "User-agent: *");
    CHECK(client.get("/robots.txt").status == 203);
    CHECK(client.ask("POST", "/robots.txt", {{"Content-Length", "0"}}).status == 203);
    CHECK(client.get("/").status == 200);
    CHECK(ask(site, "a", "/x", "DELETE").status == 403);
  }
  SECTION("to https, whatever it asks for") {
    const auto answer = ask(balancer.port_of("front"), "shop.example.org:8080", "/a/b?c");
    CHECK(answer.status == 308);
    CHECK(answer.value("Location") == "https://shop.example.org/a/b?c");
  }
  SECTION("nowhere, since no route takes it and there is no pool for the rest") {
    CHECK(ask(balancer.port_of("bare"), "a", "/only").status == 200);
    const auto answer = ask(balancer.port_of("bare"), "a", "/only/x");
    CHECK(answer.status == 404);
    CHECK(answer.body.find("no_route") != std::string::npos);
  }
}

TEST_CASE_METHOD(fixture, "Loadex's own addresses are at the listeners that have them, of all pools together") {
  const auto both = start_backend().url();
  const auto other = start_backend().url();
  auto& balancer = start_balancer_by(sites(both, {both, other}));
  const auto site = balancer.port_of("site");

  CHECK(http_client(site).get("/healthz").status == 200);
  CHECK(http_client(balancer.port_of("front")).get("/healthz").status == 308);
  CHECK(http_client(balancer.port_of("bare")).get("/api/health").status == 404);
  const auto health = http_client(site).get("/api/health").body;
  CHECK(health.find('"' + both + "\":true") != std::string::npos);
  CHECK(health.find('"' + other + "\":true") != std::string::npos);

  CHECK(http_client(site).get("/api/info").status == 400);
  CHECK(http_client(site).get("/api/info?pool=api").body == "{\"algorithm\":\"leastconnection\"}\n");
  CHECK(http_client(site).get("/api/info?pool=none").status == 404);
  CHECK(http_client(site).ask("POST", "/api/add?url=http://127.0.0.1:1").status == 400);
  CHECK(http_client(site).ask("POST", "/api/add?pool=api&url=" + other).status == 200);

  const auto page = exposition(http_client(site).get("/metrics").body);
  CHECK(page.sum("golb_backend_up", {label("backend", both)}) == 2);
  CHECK(page.sum("golb_backend_up", {label("backend", other), label("pool", "api")}) >= 0);
}

TEST_CASE_METHOD(fixture, "a backend that is ill in one pool is not well, and its other pool goes on sending there") {
  const auto well = start_backend().url();
  auto& balancer = start_balancer_by(R"([listeners]
site={port=0, address=["127.0.0.1"], admin=true, routes=[{path="/api", pool="api"}], pool="web"}
[pools]
api={backends=[{url=")" + well + R"(", health={path="/nowhere", status=["404"]}}], health={interval=50ms}}
web={backends=[{url=")" + well + R"("}]}
)");
  const auto site = balancer.port_of("site");
  CHECK(ask(site, "a", "/api").status == 502);
  CHECK(ask(site, "a", "/").status == 200);
  CHECK(http_client(site).get("/api/health").body == "{\"" + well + "\":false}\n");
}

TEST_CASE_METHOD(fixture, "a listener, a pool and a route may have settings of their own") {
  const auto slow = start_backend({"--delay", "500ms"}).url();
  auto& balancer = start_balancer_by(R"([listeners]
site={port=0, address=["127.0.0.1"], admin=true, limits={body="10B"},
  routes=[{path="/quick", pool="web", proxy={response-timeout=20ms}},
          {path="/large", pool="web", limits={body="20B"}},
          {path="/rare", pool="web", limits={requests-per-client=1}},
          {path="/narrow", pool="narrow"}],
  pool="web"}
[pools]
web={backends=[{url=")" + slow + R"("}]}
narrow={backends=[{url=")" + slow +
                                     R"("}], proxy={response-timeout=30ms, attempts=1}}
)");
  const auto site = balancer.port_of("site");
  CHECK(ask(site, "a", "/").status == 200);
  CHECK(ask(site, "a", "/quick").status == 504);
  CHECK(ask(site, "a", "/narrow").status == 504);
  const auto post = [&](const std::string& path, std::size_t bytes) {
    return http_client(site).ask("POST", path, {}, std::string(bytes, 'x')).status;
  };
  CHECK(post("/", 10) == 200);
  CHECK(post("/", 11) == 413);
  CHECK(post("/large", 20) == 200);
  CHECK(post("/large", 21) == 413);
  CHECK(ask(site, "a", "/rare").status == 200);
  http_client eager(site);
  unsigned refused = 0;
  for (int i = 0; i < 3; ++i) // each takes half of the second that a request costs
    refused += http_client(site).get("/rare").status == 429;
  CHECK(refused >= 1);
}

TEST_CASE_METHOD(fixture, "a path in another spelling takes the route that it means") {
  const auto web = start_backend().url();
  auto& balancer = start_balancer_by(R"([listeners]
site={port=0, address=["127.0.0.1"], admin=true, routes=[{path="/admin", respond="closed", status=403}], pool="web"}
[pools]
web={backends=[{url=")" + web + R"("}]}
)");
  const auto site = balancer.port_of("site");
  for (const auto* path :
       {"/admin", "/admin/", "/%61dmin", "//admin", "/x/../admin", "/x/%2e%2e/admin/y", "/./admin"}) {
    CAPTURE(path);
    CHECK(ask(site, "a", path).status == 403);
  }
  CHECK(ask(site, "a", "/x/..%2fadmin").status == 400);
  CHECK(ask(site, "a", "/administrator").status == 200);
}
