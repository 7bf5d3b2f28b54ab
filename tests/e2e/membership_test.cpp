#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/traffic.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::e2e;

TEST_CASE_METHOD(fixture, "a backend added while running gets its share of the traffic") {
  auto& balancer = start_balancer({.backends = start_backends(1), .workers = 1});
  auto& newcomer = start_backend();

  http_client admin(balancer.port());
  const auto answer = admin.ask("POST", "/api/add?url=" + newcomer.url());
  CHECK(answer.status == 200);
  CHECK(answer.body == "Added " + newcomer.url() + " to the pool\n");
  REQUIRE(eventually([&] { return balancer.is_healthy(newcomer.url()); }));

  CHECK(traffic(balancer.port(), {.clients = 1, .requests = 100}).finish().by_backend.at(newcomer.url()) == 50);
  CHECK(balancer.events("backend added").back().at("backend") == newcomer.url());
}

TEST_CASE_METHOD(fixture, "adding a backend that is there changes nothing") {
  auto& balancer = start_balancer({.backends = start_backends(2), .workers = 1});
  const auto url = backends().front().url();

  CHECK(http_client(balancer.port()).ask("POST", "/api/add?url=" + url).status == 200);

  CHECK(nlohmann::json::parse(http_client(balancer.port()).get("/api/health").body).size() == 2);
  CHECK(traffic(balancer.port(), {.clients = 1, .requests = 100}).finish().by_backend.at(url) == 50);
}

TEST_CASE_METHOD(fixture, "/api/add refuses what is no backend's URL, and every method but POST") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  http_client admin(balancer.port());

  for (const auto* query : {"", "?url=", "?link=http://localhost:1", "?url=ftp://localhost:1", "?url=localhost:8001",
                            "?url=gopher://localhost:1", "?url=http://", "?url=http://localhost:99999",
                            "?url=http://user@localhost:1", "?url=http://localhost:1/path"}) {
    INFO(query);
    const auto answer = admin.ask("POST", std::string("/api/add") + query);
    CHECK(answer.status == 400);
    CHECK_FALSE(answer.body.empty());
  }
  const auto answer = admin.get("/api/add?url=http://localhost:1");
  CHECK(answer.status == 405);
  CHECK(answer.value("Allow") == "POST");
  CHECK(nlohmann::json::parse(admin.get("/api/health").body).size() == 1);
}

TEST_CASE_METHOD(fixture, "1000 requests and 200 membership changes at once disturb each other in nothing") {
  auto& balancer = start_balancer({.backends = start_backends(2)});
  const auto port = ":" + std::to_string(backends().front().port());

  traffic clients(balancer.port(), {.clients = 10});
  http_client admin(balancer.port());
  for (int i = 2; i < 202; ++i) // the whole of 127.0.0.0/8 is this machine
    REQUIRE(admin.ask("POST", "/api/add?url=http://127.0.0." + std::to_string(i) + port).status == 200);
  REQUIRE(eventually([&] { return clients.answered() >= 1000; }));
  CHECK(clients.stop().failures.empty());

  CHECK(eventually([&] { return balancer.metrics().sum("golb_backend_up") == 202; }));
  // Each worker gives each backend a turn.
  CHECK(traffic(balancer.port(), {.clients = 2, .requests = 1000}).finish().failures.empty());
  CHECK(eventually([&] {
    return balancer.metrics().sum("golb_requests_total", {"backend=\"http://127.0.0.201" + port + '"'}) > 0;
  }));
}
