#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/traffic.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <string>

using namespace loadex::tests::e2e;

TEST_CASE_METHOD(fixture, "round robin gives each of five backends exactly a fifth of 1000 requests") {
  const auto pool = start_backends(5);
  auto& balancer = start_balancer({.backends = pool, .workers = 1});

  const auto sent = traffic(balancer.port(), {.clients = 1, .requests = 1000}).finish();

  CHECK(sent.failures.empty());
  for (const auto& member : pool) {
    CHECK(sent.by_backend.at(member.url) == 200);
    CHECK(balancer.metrics().sum("golb_requests_total", {"backend=\"" + member.url + '"'}) == 200);
  }
}

TEST_CASE_METHOD(fixture, "round robin on several workers leaves no backend out") {
  const auto pool = start_backends(5);
  auto& balancer = start_balancer({.backends = pool, .workers = 2});

  const auto sent = traffic(balancer.port(), {.clients = 20, .requests = 1000}).finish();

  CHECK(sent.failures.empty());
  for (const auto& member : pool)
    CHECK(sent.by_backend.at(member.url) >= 150);
}

TEST_CASE_METHOD(fixture,
                 "weighted round robin sends three requests of four to a backend of weight 3 beside one of 1") {
  auto pool = start_backends(2);
  pool[0].weight = 3;
  auto& balancer = start_balancer({.backends = pool, .algorithm = "wrr", .workers = 1});

  const auto sent = traffic(balancer.port(), {.clients = 1, .requests = 1000}).finish();

  CHECK(sent.failures.empty());
  CHECK(sent.by_backend.at(pool[0].url) == 750);
  CHECK(sent.by_backend.at(pool[1].url) == 250);
}

TEST_CASE_METHOD(fixture, "least connections sends little to a slow backend") {
  auto pool = start_backends(2);
  const auto slow = start_backend({"--delay", "200ms"}).url();
  pool.emplace_back(slow);
  auto& balancer = start_balancer({.backends = pool, .algorithm = "leastconnection"});

  auto sent = traffic(balancer.port(), {.clients = 20, .requests = 1000}).finish();

  CHECK(sent.failures.empty());
  CHECK(sent.by_backend[slow] < 100);
  CHECK(sent.by_backend[pool[0].url] > 250);
  CHECK(sent.by_backend[pool[1].url] > 250);
}

TEST_CASE_METHOD(fixture, "ip hash keeps every client on its backend") {
  auto& balancer = start_balancer({.backends = start_backends(5),
                                   .algorithm = "iphash",
                                   .settings = {{"proxy.trusted-proxies", R"(["127.0.0.0/8"])"}}});

  std::map<std::string, std::set<std::string>> backends_of;
  std::set<std::string> used;
  http_client first(balancer.port());
  http_client second(balancer.port()); // perhaps at another worker, which must agree
  for (int i = 0; i < 1000; ++i) {
    const auto client = "203.0.113." + std::to_string(i % 50);
    auto& connection = i / 50 % 2 == 0 ? first : second;
    const auto backend = answered_by(connection.get("/", {{"X-Forwarded-For", client}}).body);
    backends_of[client].insert(backend);
    used.insert(backend);
  }

  for (const auto& [client, backends] : backends_of) {
    INFO(client);
    CHECK(backends.size() == 1);
  }
  CHECK(used.size() == 5);
}

TEST_CASE_METHOD(fixture, "url hash keeps every URL on its backend, whoever asks") {
  auto& balancer = start_balancer({.backends = start_backends(5), .algorithm = "urlhash"});

  std::map<std::string, std::set<std::string>> backends_of;
  std::set<std::string> used;
  http_client first(balancer.port());
  http_client second(balancer.port());
  for (int i = 0; i < 1000; ++i) {
    const auto url = "/item?id=" + std::to_string(i % 50);
    auto& connection = i / 50 % 2 == 0 ? first : second;
    const auto backend = answered_by(connection.get(url).body);
    backends_of[url].insert(backend);
    used.insert(backend);
  }

  for (const auto& [url, backends] : backends_of) {
    INFO(url);
    CHECK(backends.size() == 1);
  }
  CHECK(used.size() == 5);
}

TEST_CASE_METHOD(fixture, "the algorithm that runs is told at /api/info") {
  auto& balancer = start_balancer({.backends = start_backends(1), .algorithm = "LC"});

  const auto info = nlohmann::json::parse(http_client(balancer.port()).get("/api/info").body);

  CHECK(info == nlohmann::json{{"algorithm", "leastconnection"}});
}
