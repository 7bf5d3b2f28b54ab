#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/traffic.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::e2e;
using nlohmann::json;

TEST_CASE_METHOD(fixture, "the API tells the pools, on the proxy's port as on its own") {
  const bool apart = GENERATE(false, true);
  daemon_setup setup{.backends = start_backends(2)};
  if (apart)
    setup.settings["admin.listen"] = R"("127.0.0.1:0")";
  auto& balancer = start_balancer(setup);
  api operating(balancer.admin_port());
  const json wanted{
      {"name", "main"},
      {"algorithm", "roundrobin"},
      {"backends",
       {{"checking", 0}, {"healthy", 2}, {"unhealthy", 0}, {"draining", 0}, {"disabled", 0}, {"ejected", 0}}},
      {"in_flight", 0},
      {"queued", 0}};
  CHECK(eventually([&] { return operating.get("/pools") == json{{"pools", {wanted}}}; }));
  auto alone = operating.get("/pools/main");
  alone.erase("settings");
  CHECK(alone == wanted);
}

TEST_CASE_METHOD(fixture, "the API tells by which settings a pool goes: its own, and for the rest those of all") {
  const auto url = start_backend().url();
  auto& balancer = start_balancer_by("[health]\ninterval=7s\n[listeners]\nsite={port=0, address=[\"127.0.0.1\"], "
                                     "pool=\"web\", admin=true}\n[pools]\nweb={backends=[\"" +
                                     url + "\"], balancing={max-connections=9}, health={path=\"/up\"}}\n");
  const auto settings = api(balancer.port()).get("/pools/web").at("settings");
  CHECK(settings["balancing"]["max_connections"] == "9");
  CHECK(settings["health"]["path"] == "\"/up\"");
  CHECK(settings["health"]["interval"] == "7s");
  CHECK(settings["proxy"].contains("response_timeout"));
  CHECK_FALSE(settings["proxy"].contains("header_timeout")); // is a listener's
}

TEST_CASE_METHOD(fixture, "the API switches a pool's algorithm, and traffic follows") {
  auto& balancer = start_balancer({.backends = start_backends(2), .workers = 1});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.get("/pools/main")["backends"]["healthy"] == 2; }));

  const auto answer = operating.ask("PATCH", "/pools/main", R"({"algorithm": "first"})");
  CHECK(answer.status == 200);
  CHECK(json::parse(answer.body)["algorithm"] == "first");
  CHECK(json::parse(http_client(balancer.port()).get("/api/info").body) == json{{"algorithm", "first"}});
  CHECK(eventually([&] { return balancer.events("algorithm changed").size() == 1; }));
  const auto url = backends().front().url();
  CHECK(traffic(balancer.port(), {.clients = 1, .requests = 20}).finish().by_backend.at(url) == 20);

  CHECK(operating.ask("PATCH", "/pools/main", R"({"algorithm": "first"})").status == 200); // it is so already
  CHECK(operating.ask("PATCH", "/pools/main", "{}").status == 200);
  CHECK(balancer.events("algorithm changed").size() == 1);
}

TEST_CASE_METHOD(fixture, "an algorithm that there is not is refused with the names of those there are") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  api operating(balancer.port());
  const auto answer = operating.ask("PATCH", "/pools/main", R"({"algorithm": "fastest"})");
  CHECK(answer.status == 422);
  const auto fault = json::parse(answer.body)["errors"][0];
  CHECK(fault["field"] == "algorithm");
  CHECK(fault["detail"].get<std::string>().find("leastconnection (lc)") != std::string::npos);
  CHECK(operating.get("/pools/main")["algorithm"] == "roundrobin");
}
