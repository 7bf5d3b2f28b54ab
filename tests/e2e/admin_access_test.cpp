#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::e2e;

TEST_CASE_METHOD(fixture, "peers outside [admin] allow get 403 and the name of the setting, never a backend's answer") {
  auto& balancer =
      start_balancer({.backends = start_backends(1), .settings = {{"admin.allow", R"(["127.0.0.1/32"])"}}});

  http_client stranger(balancer.port(), "127.0.0.2");
  for (const auto* path : {"/api/health", "/api/info", "/metrics", "/dashboard/", "/api/add?url=http://localhost:1"}) {
    INFO(path);
    const auto answer = stranger.get(path);
    CHECK(answer.status == 403);
    CHECK(answer.body.find("[admin] allow") != std::string::npos);
    CHECK(answer.body.find("[admin] listen") != std::string::npos); // in case a backend has an address like it
    CHECK(answer.body.find('\n') == answer.body.size() - 1);        // one line
  }
  CHECK(stranger.ask("POST", "/api/add?url=http://localhost:1").status == 403);
  CHECK(stranger.get("/healthz").status == 200); // alive and ready are for everyone
  CHECK(stranger.get("/readyz").status == 200);
  CHECK(stranger.get("/").status == 200);
}

TEST_CASE_METHOD(fixture, "behind a trusted proxy it is the proxy's client who must be in [admin] allow") {
  auto& balancer =
      start_balancer({.backends = start_backends(1), .settings = {{"proxy.trusted-proxies", R"(["127.0.0.0/8"])"}}});

  http_client proxy(balancer.port());
  CHECK(proxy.get("/api/health", {{"X-Forwarded-For", "203.0.113.9"}}).status == 403);
  CHECK(proxy.get("/api/health", {{"X-Forwarded-For", "127.0.0.1"}}).status == 200);
  CHECK(proxy.get("/api/health").status == 200);
}

TEST_CASE_METHOD(fixture, "a stranger behind a proxy on this machine is no local peer") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  const auto add = "/api/add?url=" + start_backend().url();

  http_client proxy(balancer.port());
  for (const auto* sign : {"X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"}) {
    INFO(sign);
    const auto answer = proxy.ask("POST", add, {{sign, "127.0.0.1"}});
    CHECK(answer.status == 403);
    CHECK(answer.body.find("proxy.trusted-proxies") != std::string::npos);
    CHECK(proxy.get("/metrics", {{sign, "127.0.0.1"}}).status == 403);
    CHECK(proxy.get("/healthz", {{sign, "127.0.0.1"}}).status == 200);
  }
  // As a proxy of one line asks: in HTTP/1.0, for an IP address, with no word about its client
  const auto ask = [&](const std::string& line) {
    http_client careless(balancer.port());
    careless.stream().send(line + " HTTP/1.0\r\nHost: 127.0.0.1:8080\r\nConnection: close\r\n\r\n");
    return careless.read_response().status;
  };
  CHECK(ask("POST " + add) == 403);
  CHECK(ask("GET /api/health") == 403);
  CHECK(ask("GET /metrics") == 403);
  CHECK(ask("GET /healthz") == 200);
  CHECK(ask("GET /readyz") == 200);
  CHECK(ask("GET /") == 200);
  CHECK(nlohmann::json::parse(http_client(balancer.port()).get("/api/health").body).size() == 1); // none was added
}

TEST_CASE_METHOD(fixture, "a trusted proxy that does not say readably for whom it asks speaks for nobody") {
  auto& balancer =
      start_balancer({.backends = start_backends(1), .settings = {{"proxy.trusted-proxies", R"(["127.0.0.0/8"])"}}});

  http_client proxy(balancer.port());
  const std::vector<header_fields> unclear{
      {{"X-Forwarded-For", "unknown"}},     {{"X-Forwarded-For", "127.0.0.1, unknown"}},
      {{"X-Forwarded-For", "127.0.0.1:x"}}, {{"Forwarded", "for=127.0.0.1"}},
      {{"X-Real-IP", "127.0.0.1"}},         {{"X-Forwarded-For", "127.0.0.1"}, {"X-Real-IP", "203.0.113.7"}}};
  for (auto fields : unclear) {
    CAPTURE(fields.front().name, fields.front().value);
    CHECK(proxy.get("/api/health", fields).status == 403);
    fields.push_back({"X-Loadex-Trace", "1"});
    CHECK_FALSE(proxy.get("/", fields).has("Proxy-Status"));
  }
  CHECK(proxy.get("/api/health", {{"X-Forwarded-For", "203.0.113.7:1234"}}).status == 403);
  CHECK(proxy.get("/api/health", {{"X-Forwarded-For", "127.0.0.1:1234"}}).status == 200);
}

TEST_CASE_METHOD(fixture, "only who may use the admin addresses is told who answered") {
  const bool trusts = GENERATE(false, true);
  auto& balancer = start_balancer({.backends = start_backends(1),
                                   .settings = {{"proxy.trusted-proxies", trusts ? R"(["127.0.0.0/8"])" : "[]"},
                                                {"admin.allow", R"(["127.0.0.1", "10.0.0.0/8"])"}}});
  const auto traced = [&](const std::string& from, header_fields fields = {}) {
    fields.push_back({"X-Loadex-Trace", "1"});
    return http_client(balancer.port(), from).get("/", fields).has("Proxy-Status");
  };

  CHECK(traced("127.0.0.1"));
  CHECK_FALSE(traced("127.0.0.2"));
  CHECK_FALSE(traced("127.0.0.1", {{"X-Forwarded-For", "203.0.113.7"}}));
  CHECK_FALSE(traced("127.0.0.1", {{"X-Real-IP", "203.0.113.7"}}));
  CHECK(traced("127.0.0.1", {{"X-Forwarded-For", "10.1.2.3"}}) == trusts);
  CHECK(traced("127.0.0.2", {{"X-Forwarded-For", "10.1.2.3"}}) == trusts);
}

TEST_CASE_METHOD(fixture, "an admin request must carry a Host of ours") {
  auto& balancer =
      start_balancer({.backends = start_backends(1), .settings = {{"admin.hosts", R"(["lb.example.org"])"}}});

  http_client client(balancer.port());
  for (const auto* host : {"localhost", "localhost:8080", "127.0.0.1", "10.1.2.3:80", "[::1]:8080", "LB.example.org"}) {
    INFO(host);
    CHECK(client.get("/api/health", {{"Host", host}}).status == 200);
  }
  for (const auto* host : {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "example.org:80"}) {
    INFO(host);
    const auto answer = client.get("/api/health", {{"Host", host}});
    CHECK(answer.status == 403);
    CHECK(answer.body.find("[admin] hosts") != std::string::npos);
    CHECK(client.get("/", {{"Host", host}}).status == 200); // only the admin's addresses care
  }
}

TEST_CASE_METHOD(fixture, "an admin request from another site's page is refused") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  const auto add = "/api/add?url=" + start_backend().url();

  http_client browser(balancer.port());
  for (const auto* origin : {"http://evil.example", "null", "http://127.0.0.1:1"}) {
    INFO(origin);
    CHECK(browser.ask("POST", add, {{"Origin", origin}}).status == 403);
  }
  CHECK(nlohmann::json::parse(browser.get("/api/health").body).size() == 1);
  CHECK(browser.ask("POST", add, {{"Origin", balancer.url()}}).status == 200);
}

TEST_CASE_METHOD(fixture, "the dashboard is a page, and its short address leads there") {
  auto& balancer = start_balancer({.backends = start_backends(1)});

  http_client browser(balancer.port());
  const auto short_address = browser.get("/dashboard");
  CHECK(short_address.status / 100 == 3);
  CHECK(short_address.value("Location") == "/dashboard/");
  const auto page = browser.get("/dashboard/");
  CHECK(page.status == 200);
  CHECK(page.value("Content-Type").starts_with("text/html"));
  CHECK(page.body.find("<html") != std::string::npos);
}

TEST_CASE_METHOD(fixture, "operations-paths=false gives the addresses outside the contract to the backends") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = {{"admin.operations-paths", "false"}}});

  http_client client(balancer.port());
  for (const auto* path : {"/healthz", "/readyz", "/openapi.json", "/loadex/v1/pool", "/api/other", "/metricsx"}) {
    INFO(path);
    CHECK(answered_by(client.get(path).body) == backends().front().url());
  }
  CHECK(client.get("/api/info").body.find("roundrobin") != std::string::npos);
}
