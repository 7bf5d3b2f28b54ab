#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <sstream>

using namespace loadex::tests::e2e;

TEST_CASE_METHOD(fixture, "the log tells the balancer's life in JSON lines") {
  auto& balancer = start_balancer({.backends = start_backends(2), .algorithm = "lc", .workers = 1});
  auto& first = backends().front();
  auto& newcomer = start_backend();
  http_client client(balancer.port());
  client.ask("POST", "/api/add?url=" + newcomer.url());
  REQUIRE(eventually([&] { return balancer.is_healthy(newcomer.url()); }));
  first.answer_health_with(503);
  REQUIRE(eventually([&] { return !balancer.is_healthy(first.url()); }));
  CHECK(balancer.stop() == 0);

  std::istringstream lines(balancer.process().output());
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    const auto event = nlohmann::json::parse(line);
    CHECK(event.at("time").get<std::string>().size() == std::string("2024-01-01T00:00:00.000Z").size());
    CHECK(event.at("level").is_string());
    CHECK(event.at("msg").is_string());
  }

  const auto started = balancer.events("starting");
  REQUIRE(started.size() == 1);
  CHECK(started[0].at("port") == balancer.port());
  CHECK(started[0].at("algorithm") == "leastconnection");
  CHECK(started[0].at("backends") == first.url() + "," + std::next(backends().begin())->url());
  const auto added = balancer.events("backend added");
  REQUIRE_FALSE(added.empty());
  CHECK(added.back().at("backend") == newcomer.url());
  const auto up = balancer.events("backend up");
  CHECK(up.size() == 3);
  CHECK_FALSE(up[0].contains("reason")); // there is none
  const auto down = balancer.events("backend down");
  REQUIRE(down.size() == 1);
  CHECK(down[0].at("backend") == first.url());
  CHECK(down[0].at("reason") == "status_unexpected");
  CHECK(down[0].at("by") == "probe");
  CHECK(down[0].at("pool") == "main");
  CHECK(down[0].at("level") == "WARN");
  CHECK(balancer.events("shutting down").size() == 1);
  CHECK(balancer.events("stopped").size() == 1);
}

TEST_CASE_METHOD(fixture, "a proxy error is logged with its backend and reason, and without the query") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = {{"health.interval", "1h"}}});
  auto& backend = backends().front();
  backend.kill();

  CHECK(http_client(balancer.port()).get("/account?password=secret").status == 502);

  REQUIRE(eventually([&] { return !balancer.events("proxy error").empty(); }));
  const auto error = balancer.events("proxy error").front();
  CHECK(error.at("backend") == backend.url());
  CHECK(error.at("reason") == "connect_refused");
  CHECK(error.at("method") == "GET");
  CHECK(error.at("target") == "/account");
}

TEST_CASE_METHOD(fixture, "LOG_LEVEL overrides the file's level") {
  auto setup = daemon_setup{.backends = start_backends(1), .settings = {{"log.level", "\"ERROR\""}}};
  setup.environment = {"LOG_LEVEL=INFO"};

  CHECK(start_balancer(setup).events("starting").size() == 1); // with ERROR there would be none
}

TEST_CASE_METHOD(fixture, "a refused request is logged with its client and reason, whatever bytes it is made of") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  http_client client(balancer.port());
  client.stream().send("GET /\xff\"?secret HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.read_response().status == 400);

  REQUIRE(eventually([&] { return !balancer.events("request failed").empty(); }));
  const auto failed = balancer.events("request failed").front();
  CHECK(failed.at("client") == "127.0.0.1");
  CHECK(failed.at("reason") == "malformed_request");
  CHECK(failed.at("status") == 400);
  CHECK(failed.at("method") == "GET");
  CHECK(failed.at("target").get<std::string>().find("secret") == std::string::npos);
}

TEST_CASE_METHOD(
    fixture,
    "what strangers cause does not fill the log: it has so many lines a second, and how many more there were") {
  auto& balancer = start_balancer({.backends = start_backends(1), .workers = 1});
  constexpr int refused = 300;
  for (int i = 0; i < refused; ++i)
    REQUIRE(http_client(balancer.port()).ask("CONNECT", "a:443").status == 501);

  std::int64_t told = 0;
  REQUIRE(eventually([&] {
    told = static_cast<std::int64_t>(balancer.events("request failed").size());
    for (const auto& line : balancer.events("failed requests not logged"))
      told += line.at("count").get<std::int64_t>();
    return told >= refused;
  }));
  CHECK(told == refused);
  CHECK_FALSE(balancer.events("failed requests not logged").empty());
}
