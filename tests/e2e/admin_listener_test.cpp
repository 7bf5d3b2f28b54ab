#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <list>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

namespace {

const auto apart = R"("127.0.0.1:0")"; // a free port

bool contains(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

} // namespace

TEST_CASE_METHOD(fixture, "with admin.listen Loadex's own addresses are there and nowhere else") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = {{"admin.listen", apart}}});
  REQUIRE(balancer.admin_port() != balancer.port());

  http_client traffic(balancer.port());
  http_client admin(balancer.admin_port());
  for (const auto* path : {"/api/health", "/api/info", "/metrics", "/dashboard/", "/healthz", "/readyz"}) {
    INFO(path);
    CHECK(admin.get(path).status == 200);
    CHECK(answered_by(traffic.get(path).body) == backends().front().url());
  }
  for (const auto* path : {"/dashboard", "/openapi.json", "/loadex/v1/pool", "/api/add?url=http://localhost:1"}) {
    INFO(path);
    CHECK(answered_by(traffic.get(path).body) == backends().front().url());
  }
  const auto add = "/api/add?url=" + start_backend().url();
  CHECK(answered_by(traffic.ask("POST", add).body) == backends().front().url());
  CHECK(nlohmann::json::parse(admin.get("/api/health").body).size() == 1);
  CHECK(admin.ask("POST", add).status == 200);
  CHECK(eventually([&] { return nlohmann::json::parse(admin.get("/api/health").body).size() == 2; }));
  CHECK(admin.get("/api/add").status == 405);
  for (const auto* path : {"/", "/index.html", "/api/other"}) {
    INFO(path);
    CHECK(admin.get(path).status == 404);
    CHECK(admin.ask("POST", path).status == 404);
  }
}

TEST_CASE_METHOD(fixture, "at admin.listen it matters who asks, and not by which way") {
  auto& balancer = start_balancer({.backends = start_backends(1),
                                   .settings = {{"admin.listen", apart},
                                                {"admin.allow", R"(["127.0.0.1"])"},
                                                {"proxy.trusted-proxies", R"(["127.0.0.2"])"}}});

  http_client proxied(balancer.admin_port());
  CHECK(proxied.get("/api/health", {{"X-Forwarded-For", "203.0.113.7"}, {"Via", "1.1 a"}}).status == 200);
  CHECK(proxied.get("/api/health", {{"Host", "evil.example"}}).status == 403);
  CHECK(proxied.ask("POST", "/api/add?url=http://localhost:1", {{"Origin", "http://evil.example"}}).status == 403);
  http_client old(balancer.admin_port());
  old.stream().send("GET /api/health HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");
  const auto answer = old.read_response();
  CHECK(answer.status == 200);
  CHECK(answer.value("Connection") == "close");
  CHECK(old.stream().peer_leaves());

  http_client stranger(balancer.admin_port(), "127.0.0.2");
  const auto refused = stranger.get("/metrics", {{"X-Forwarded-For", "127.0.0.1"}});
  CHECK(refused.status == 403);
  CHECK(contains(refused.body, "[admin] allow"));
  CHECK(stranger.get("/healthz").status == 200);
  CHECK(stranger.get("/readyz").status == 200);
}

TEST_CASE_METHOD(fixture,
                 "a connection to admin.listen carries one request after another, also pipelined and with bodies") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = {{"admin.listen", apart}}});

  http_client client(balancer.admin_port());
  for (int i = 0; i < 3; ++i)
    CHECK(client.get("/api/info").status == 200);
  const std::string host = "Host: localhost\r\n";
  client.stream().send("GET /healthz HTTP/1.1\r\n" + host + "\r\n" + "HEAD /metrics HTTP/1.1\r\n" + host + "\r\n" +
                       "POST /healthz HTTP/1.1\r\n" + host +
                       "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + "POST /healthz HTTP/1.1\r\n" +
                       host + "Content-Length: 5\r\n\r\nhello" + "GET /api/info HTTP/1.1\r\n" + host + "\r\n");
  CHECK(client.read_response().body == "ok\n");
  CHECK(client.read_response("HEAD").status == 200);
  CHECK(client.read_response().status == 405);
  CHECK(client.read_response().status == 405);
  CHECK(contains(client.read_response().body, "roundrobin"));

  client.send("POST", "/api/info", {{"Expect", "100-continue"}, {"Content-Length", "5"}});
  CHECK(read_response_head(client.stream()).status == 100);
  client.stream().send("hello");
  CHECK(client.read_response().status == 405);
  CHECK(client.get("/healthz", {{"Connection", "close"}}).status == 200);
  CHECK(client.stream().peer_leaves());
}

TEST_CASE_METHOD(fixture,
                 "admin.listen is as strict as the proxy's port, and bounds what it reads and how long it waits") {
  auto& balancer = start_balancer(
      {.backends = start_backends(1),
       .settings = {{"admin.listen", apart}, {"proxy.header-timeout", "100ms"}, {"proxy.idle-timeout", "300ms"}}});
  struct row {
    std::string bytes;
    unsigned status;
  };
  const std::string host = "Host: localhost\r\n";
  const std::vector<row> rows{
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET /healthz HTTP/1.1\n" + host + "\r\n", 400},
      {"POST /healthz HTTP/1.1\r\n" + host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"GET /healthz HTTP/2.0\r\n" + host + "\r\n", 505},
      {"CONNECT a:80 HTTP/1.1\r\n" + host + "\r\n", 501},
      {"GET /" + std::string(9000, 'a') + " HTTP/1.1\r\n", 414},
      {"GET / HTTP/1.1\r\nA: " + std::string(40000, 'a'), 431},
      {"POST /api/add HTTP/1.1\r\n" + host + "Content-Length: 65537\r\n\r\n", 413},
      {"GET /healthz HT", 408},
  };
  for (const auto& row : rows) {
    INFO(row.bytes.substr(0, 60));
    http_client client(balancer.admin_port());
    client.stream().send(row.bytes);
    CHECK(client.read_response().status == row.status);
    CHECK(client.stream().peer_leaves());
  }
  http_client silent(balancer.admin_port());
  CHECK(silent.stream().peer_leaves());
  http_client unfinished(balancer.admin_port());
  unfinished.stream().send("POST /api/add HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nhe");
  CHECK(unfinished.stream().peer_leaves());
  CHECK(http_client(balancer.admin_port()).get("/healthz").status == 200);
}

TEST_CASE_METHOD(fixture, "idle connections to admin.listen make room for new ones") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = {{"admin.listen", apart}}});

  std::list<http_client> crowd;
  for (int i = 0; i < 100; ++i) {
    auto& client = crowd.emplace_back(balancer.admin_port());
    if (i % 2 == 0)
      CHECK(client.get("/healthz").status == 200);
  }
  CHECK(http_client(balancer.admin_port()).get("/healthz").status == 200);
  CHECK(crowd.front().stream().peer_leaves());
}

TEST_CASE_METHOD(fixture, "while it stops, admin.listen says that it is not ready, until the last request has ended") {
  gate answer;
  scripted_backend slow([&](conversation& c) {
    answer.pass();
    c.answer(200, "late but whole");
  });
  auto& balancer = start_balancer({.backends = {slow.url()}, .settings = {{"admin.listen", apart}}});
  http_client client(balancer.port());
  client.send("GET", "/");
  REQUIRE(eventually([&] { return slow.requests() == 1; }));
  http_client watcher(balancer.admin_port());
  CHECK(watcher.get("/readyz").status == 200);

  balancer.process().signal(SIGTERM);
  CHECK(eventually([&] { return watcher.get("/readyz").status == 503; }));
  CHECK(http_client(balancer.admin_port()).get("/readyz").status == 503); // on a new connection too
  CHECK(http_client(balancer.admin_port()).get("/healthz").status == 200);
  CHECK(balancer.metrics().sum("golb_backend_in_flight") == 1);
  answer.open();
  CHECK(client.read_response().body == "late but whole");
  CHECK(balancer.process().wait() == 0); // although the watcher is there still
  CHECK(watcher.stream().peer_leaves());
}

TEST_CASE_METHOD(fixture, "an admin.listen that is taken ends the start with exit code 1 and its address") {
  const auto at = "127.0.0.1:" + std::to_string(start_balancer({.backends = start_backends(1)}).port());

  child_process balancer({loadbalancer_program, "-port", "0", "-backends", "http://localhost:1", "--admin.listen", at});

  CHECK(balancer.wait() == 1);
  CHECK(contains(balancer.errors(), at));
}

TEST_CASE_METHOD(fixture, "the proxy's port cannot be admin.listen too") {
  child_process balancer(
      {loadbalancer_program, "-port", "8080", "-backends", "http://localhost:1", "--admin.listen", "127.0.0.1:8080"});

  CHECK(balancer.wait() == 2);
  CHECK(contains(balancer.errors(), "admin.listen"));
  CHECK(contains(balancer.errors(), "where the proxy listens"));
}

TEST_CASE_METHOD(fixture, "whoever trusts proxies is warned once that admin.listen would close the door") {
  const auto pool = start_backends(1);
  const auto warnings = [&](std::map<std::string, std::string> settings) {
    auto& balancer = start_balancer({.backends = pool, .settings = std::move(settings)});
    return balancer.events("own addresses are on the proxy's port").size();
  };
  CHECK(warnings({{"proxy.trusted-proxies", R"(["10.0.0.0/8"])"}}) == 1);
  CHECK(warnings({{"proxy.trusted-proxies", R"(["10.0.0.0/8"])"}, {"admin.listen", apart}}) == 0);
  CHECK(warnings({}) == 0);
}

TEST_CASE_METHOD(fixture, "the commands find Loadex at admin.listen by its URL") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = {{"admin.listen", apart}}});
  const auto url = "http://127.0.0.1:" + std::to_string(balancer.admin_port());

  child_process health({loadex_program, "health", "-u", url});
  CHECK(health.wait() == 0);
  CHECK(contains(health.output(), "Healthy"));
  child_process check({loadex_program, "healthcheck"}, {"LOADEX_URL=" + url});
  CHECK(check.wait() == 0);
}
