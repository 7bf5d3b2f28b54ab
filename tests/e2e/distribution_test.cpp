#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/traffic.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <string>

using namespace loadex::tests::e2e;

namespace {

struct asked {
  std::string target;
  header_fields fields;
};

using request_of = asked (*)(const std::string& number);

} // namespace

TEST_CASE_METHOD(fixture, "round robin gives each of five backends exactly a fifth of 1000 requests") {
  const auto pool = start_backends(5);
  auto& balancer = start_balancer({.backends = pool, .workers = 1});

  const auto sent = traffic(balancer.port(), {.clients = 1, .requests = 1000}).finish();

  CHECK(sent.failures.empty());
  for (const auto& member : pool) {
    CHECK(sent.by_backend.at(member.url) == 200);
    CHECK(eventually(
        [&] { return balancer.metrics().sum("golb_requests_total", {"backend=\"" + member.url + '"'}) == 200; }));
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

TEST_CASE_METHOD(fixture, "least connections sends little to a slow backend", "[timing]") {
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

TEST_CASE_METHOD(fixture, "first sends everything to the first backend, and to the second when that is killed") {
  const auto pool = start_backends(3);
  auto& balancer = start_balancer({.backends = pool, .algorithm = "first"});

  CHECK(traffic(balancer.port(), {.clients = 8, .requests = 200}).finish().by_backend.at(pool[0].url) == 200);
  backends().front().kill();
  REQUIRE(eventually([&] { return !balancer.is_healthy(pool[0].url); }));
  CHECK(traffic(balancer.port(), {.clients = 8, .requests = 200}).finish().by_backend.at(pool[1].url) == 200);
}

TEST_CASE_METHOD(fixture, "random sends each backend about as many of 4000 requests as its weight says") {
  auto pool = start_backends(3);
  pool[0].weight = 2;
  auto& balancer = start_balancer({.backends = pool, .algorithm = "random"});

  const auto sent = traffic(balancer.port(), {.clients = 8, .requests = 4000}).finish();

  CHECK(sent.failures.empty());
  CHECK(sent.by_backend.at(pool[0].url) == Approx(2000).margin(200)); // six standard deviations
  CHECK(sent.by_backend.at(pool[1].url) == Approx(1000).margin(170));
  CHECK(sent.by_backend.at(pool[2].url) == Approx(1000).margin(170));
}

TEST_CASE_METHOD(fixture, "p2c and ewma send little to a slow backend", "[timing]") {
  const auto* algorithm = GENERATE("p2c", "ewma");
  INFO(algorithm);
  auto pool = start_backends(2);
  const auto slow = start_backend({"--delay", "200ms"}).url();
  pool.emplace_back(slow);
  auto& balancer = start_balancer({.backends = pool, .algorithm = algorithm});

  auto sent = traffic(balancer.port(), {.clients = 20, .requests = 1000}).finish();

  CHECK(sent.failures.empty());
  CHECK(sent.by_backend[slow] < 100);
  CHECK(sent.by_backend[pool[0].url] > 250);
  CHECK(sent.by_backend[pool[1].url] > 250);
}

TEST_CASE_METHOD(fixture, "every hash keeps what it goes by on one backend, whoever asks, and uses all backends") {
  struct way {
    const char* algorithm;
    request_of what; // that a request of number i asks for
  };
  const auto& hashed = GENERATE(way{"iphash",
                                    [](const std::string& i) {
                                      return asked{"/", {{"X-Forwarded-For", "203.0.113." + i}}};
                                    }},
                                way{"urlhash",
                                    [](const std::string& i) {
                                      return asked{"/item?id=" + i, {}};
                                    }},
                                way{"headerhash",
                                    [](const std::string& i) {
                                      return asked{"/", {{"X-Tenant", "tenant-" + i}}};
                                    }},
                                way{"cookiehash", [](const std::string& i) {
                                      return asked{"/", {{"Cookie", "a=b; user=" + i + "; c=d"}}};
                                    }});
  INFO(hashed.algorithm);
  auto& balancer = start_balancer({.backends = start_backends(5),
                                   .algorithm = hashed.algorithm,
                                   .settings = {{"proxy.trusted-proxies", R"(["127.0.0.0/8"])"},
                                                {"balancing.hash-header", R"("X-Tenant")"},
                                                {"balancing.hash-cookie", R"("user")"}}});

  std::map<int, std::set<std::string>> backends_of;
  std::set<std::string> used;
  http_client first(balancer.port());
  http_client second(balancer.port()); // perhaps at another worker, which must agree
  for (int i = 0; i < 1000; ++i) {
    const auto [target, fields] = hashed.what(std::to_string(i % 50));
    auto& connection = i / 50 % 2 == 0 ? first : second;
    const auto backend = answered_by(connection.get(target, fields).body);
    backends_of[i % 50].insert(backend);
    used.insert(backend);
  }

  for (const auto& [key, backends] : backends_of) {
    INFO(key);
    CHECK(backends.size() == 1);
  }
  CHECK(used.size() == 5);
}

TEST_CASE_METHOD(fixture, "iphash tells clients apart that a proxy names with their ports") {
  const auto* after = GENERATE(":4711", "]:4711");
  const std::string before = std::string(after) == ":4711" ? "203.0.113." : "[2001:db8::";
  auto& balancer = start_balancer({.backends = start_backends(5),
                                   .algorithm = "iphash",
                                   .settings = {{"proxy.trusted-proxies", R"(["127.0.0.0/8"])"}}});

  std::set<std::string> used;
  http_client proxy(balancer.port());
  for (int i = 1; i <= 40; ++i)
    used.insert(answered_by(proxy.get("/", {{"X-Forwarded-For", before + std::to_string(i) + after}}).body));

  CHECK(used.size() == 5);
}

TEST_CASE_METHOD(fixture, "requests without the header or cookie that is hashed are spread over all backends") {
  const auto* algorithm = GENERATE("headerhash", "cookiehash");
  INFO(algorithm);
  auto& balancer = start_balancer({.backends = start_backends(3),
                                   .algorithm = algorithm,
                                   .settings = {{"balancing.hash-header", R"("X-Tenant")"}}});

  const auto sent = traffic(balancer.port(), {.clients = 4, .requests = 600}).finish();

  CHECK(sent.failures.empty());
  for (const auto& b : backends()) {
    INFO(b.url());
    CHECK(sent.by_backend.at(b.url()) > 100);
  }
}

TEST_CASE_METHOD(fixture, "the algorithm that runs is told at /api/info") {
  auto& balancer = start_balancer({.backends = start_backends(1), .algorithm = "LC"});

  const auto info = nlohmann::json::parse(http_client(balancer.port()).get("/api/info").body);

  CHECK(info == nlohmann::json{{"algorithm", "leastconnection"}});
}
