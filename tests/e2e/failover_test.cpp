#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/traffic.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::e2e;

TEST_CASE_METHOD(fixture, "no GET fails when one of five backends is killed under 50 clients") {
  auto& balancer = start_balancer({.backends = start_backends(5)});
  auto& victim = backends().front();

  traffic clients(balancer.port(), {.clients = 50});
  REQUIRE(eventually([&] { return clients.answered() > 2000; }));
  victim.kill();
  REQUIRE(eventually([&] { return !balancer.is_healthy(victim.url()); }));
  const auto before = clients.answered();
  REQUIRE(eventually([&] { return clients.answered() > before + 2000; }));
  const auto sent = clients.stop();

  CHECK(sent.failures.empty());
  CHECK(sent.by_backend.count(victim.url()) == 1);
}

TEST_CASE_METHOD(fixture,
                 "a backend that was killed gets traffic again after its restart, and no GET fails meanwhile") {
  auto& balancer = start_balancer({.backends = start_backends(3)});
  auto& victim = backends().front();

  traffic clients(balancer.port(), {.clients = 10});
  victim.kill();
  REQUIRE(eventually([&] { return !balancer.is_healthy(victim.url()); }));
  victim.restart();
  REQUIRE(eventually([&] { return balancer.is_healthy(victim.url()); }));
  CHECK(clients.stop().failures.empty());

  auto after = traffic(balancer.port(), {.clients = 1, .requests = 90}).finish();
  CHECK(after.failures.empty());
  CHECK(after.by_backend[victim.url()] > 20);
}

TEST_CASE_METHOD(fixture, "a backend whose health check fails gets no request until it recovers") {
  auto& balancer = start_balancer({.backends = start_backends(2)});
  auto& sick = backends().front();

  sick.answer_health_with(503);
  REQUIRE(eventually([&] { return !balancer.is_healthy(sick.url()); }));
  auto meanwhile = traffic(balancer.port(), {.clients = 2, .requests = 100}).finish();
  CHECK(meanwhile.failures.empty());
  CHECK(meanwhile.by_backend[sick.url()] == 0);

  sick.answer_health_with(200);
  REQUIRE(eventually([&] { return balancer.is_healthy(sick.url()); }));
  auto after = traffic(balancer.port(), {.clients = 2, .requests = 100}).finish();
  CHECK(after.failures.empty());
  CHECK(after.by_backend[sick.url()] > 30);
}

TEST_CASE_METHOD(fixture, "an answer of 5xx is an answer: it is passed on and takes no backend out") {
  auto& first = start_backend({"--status", "503"});
  auto& second = start_backend({"--status", "503"});
  auto& balancer = start_balancer({.backends = {first.url(), second.url()}});

  http_client client(balancer.port());
  for (int i = 0; i < 20; ++i)
    CHECK(client.get("/").status == 503);

  CHECK(balancer.is_healthy(first.url()));
  CHECK(balancer.is_healthy(second.url()));
  CHECK(balancer.events("backend down").empty());
  CHECK(balancer.metrics().sum("golb_failures_total") == 0);
}

TEST_CASE_METHOD(fixture, "a refused connection moves a request of any method on and takes the backend out at once") {
  // No probe comes between: only the traffic can find out.
  auto& balancer =
      start_balancer({.backends = start_backends(2), .workers = 1, .settings = {{"health.interval", "1h"}}});
  auto& victim = backends().front();
  victim.kill();

  http_client client(balancer.port());
  CHECK(client.ask("POST", "/", {}, "data").status == 200); // the first turn is the victim's
  CHECK(eventually([&] { return !balancer.is_healthy(victim.url()); }));
  CHECK(client.ask("POST", "/", {}, "data").status == 200);

  CHECK(eventually(
      [&] { return balancer.metrics().sum("golb_retries_total", {label("reason", "connect_refused")}) == 1; }));
}

TEST_CASE_METHOD(fixture,
                 "a backend taken out by traffic comes back by a probe a second later, not at the next interval") {
  auto& balancer =
      start_balancer({.backends = start_backends(2), .workers = 1, .settings = {{"health.interval", "1h"}}});
  auto& victim = backends().front();
  victim.kill();
  traffic(balancer.port(), {.clients = 1, .requests = 2}).finish();
  REQUIRE(eventually([&] { return !balancer.is_healthy(victim.url()); }));

  victim.restart();

  CHECK(eventually([&] { return balancer.is_healthy(victim.url()); }));
}
