#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <list>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

TEST_CASE_METHOD(fixture, "SIGTERM with 20 slow requests in flight loses none and exits 0") {
  gate answer;
  scripted_backend slow([&](conversation& c) {
    answer.pass();
    c.answer(200, "late but whole");
  });
  auto& balancer = start_balancer({.backends = {slow.url()}, .workers = 1}); // one, so that it drains at one moment
  std::list<http_client> clients;
  for (int i = 0; i < 20; ++i)
    clients.emplace_back(balancer.port()).send("GET", "/");
  http_client idle(balancer.port());
  CHECK(idle.get("/readyz").status == 200);
  REQUIRE(eventually([&] { return slow.requests() == 20; }));

  balancer.process().signal(SIGTERM);
  CHECK(idle.stream().peer_leaves());
  CHECK(eventually([&] {
    try {
      return http_client(balancer.port()).get("/readyz").status == 503;
    } catch (const connection_ended&) {
      return true; // it no longer listens
    }
  }));
  CHECK(balancer.process().running());
  answer.open();

  for (auto& client : clients) {
    const auto response = client.read_response();
    CHECK(response.body == "late but whole");
    CHECK(response.value("Connection") == "close");
  }
  CHECK(balancer.process().wait() == 0);
  CHECK(balancer.events("shutting down").size() == 1);
  CHECK(balancer.events("stopped").size() == 1);
}

TEST_CASE_METHOD(fixture, "requests that wait in the backlog when the shutdown begins are answered") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  balancer.process().signal(SIGSTOP);
  std::list<http_client> clients;
  for (int i = 0; i < 10; ++i)
    clients.emplace_back(balancer.port()).send("GET", "/");
  balancer.process().signal(SIGTERM);
  balancer.process().signal(SIGCONT);

  for (auto& client : clients)
    CHECK(client.read_response().status == 200);
  CHECK(balancer.process().wait(5s) == 0);
}

TEST_CASE_METHOD(fixture, "SIGINT stops an idle balancer at once, its idle clients and backends included") {
  auto& balancer = start_balancer({.backends = start_backends(2)});
  http_client client(balancer.port());
  CHECK(client.get("/").status == 200);

  balancer.process().signal(SIGINT);

  CHECK(balancer.process().wait(5s) == 0);
  CHECK(client.stream().peer_leaves());
}

TEST_CASE_METHOD(fixture, "a second signal ends the balancer at once") {
  gate answer;
  scripted_backend slow([&](conversation&) { answer.pass(); });
  auto& balancer = start_balancer({.backends = {slow.url()}});
  http_client client(balancer.port());
  client.send("GET", "/");
  REQUIRE(eventually([&] { return slow.requests() == 1; }));

  balancer.process().signal(SIGTERM);
  balancer.process().await_line("shutting down");
  CHECK(balancer.process().running());
  // One that follows within 100 ms is the same request: `timeout` signals the process and its group.
  CHECK(eventually([&] {
    balancer.process().signal(SIGTERM);
    return !balancer.process().running();
  }));

  CHECK(balancer.process().wait(2s) == 128 + SIGTERM);
  answer.open();
}

TEST_CASE_METHOD(fixture, "a signal that comes twice at once still loses no request") {
  gate answer;
  scripted_backend slow([&](conversation& with) {
    answer.pass();
    with.answer(200, "late");
  });
  auto& balancer = start_balancer({.backends = {slow.url()}});
  http_client client(balancer.port());
  client.send("GET", "/");
  REQUIRE(eventually([&] { return slow.requests() == 1; }));

  balancer.process().signal(SIGTERM);
  balancer.process().signal(SIGTERM);
  balancer.process().await_line("shutting down");
  answer.open();

  CHECK(client.read_response().body == "late");
  CHECK(balancer.process().wait(5s) == 0);
}

TEST_CASE_METHOD(fixture, "requests that outlast the shutdown deadline are ended") {
  gate answer;
  scripted_backend slow([&](conversation&) { answer.pass(); });
  auto& balancer = start_balancer({.backends = {slow.url()}, .settings = {{"shutdown.deadline", "200ms"}}});
  http_client client(balancer.port());
  client.send("GET", "/");
  REQUIRE(eventually([&] { return slow.requests() == 1; }));

  balancer.process().signal(SIGTERM);

  CHECK(balancer.process().wait(5s) == 0);
  CHECK(balancer.events("shutdown deadline passed").size() == 1);
  answer.open();
}
