#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/held_request.hpp"
#include "tests/support/e2e/traffic.hpp"
#include "tests/support/e2e/watched_backend.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <future>

using namespace loadex::tests::e2e;
using nlohmann::json;

namespace {

const std::string all = "/pools/main/backends";

std::vector<std::string> urls_of(const json& list) {
  std::vector<std::string> urls;
  for (const auto& backend : list.at("backends"))
    urls.push_back(backend.at("url"));
  return urls;
}

} // namespace

TEST_CASE_METHOD(fixture, "the API lists backends, of one state or of all, and shows each by its id") {
  auto& balancer = start_balancer({.backends = start_backends(2)});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(2); }));
  const std::vector urls{backends().front().url(), backends().back().url()};

  CHECK(urls_of(operating.get(all)) == urls);
  CHECK(urls_of(operating.get("/backends")) == urls);
  CHECK(operating.get("/backends")["backends"][0]["pool"] == "main");
  const auto first = operating.get(all)["backends"][0];
  CHECK(operating.get(all + "/" + first["id"].dump())["url"] == urls[0]);
  CHECK(first["state"] == "healthy");
  CHECK(first["weight"] == 1);
  CHECK(first["in_flight"] == 0);
  CHECK_FALSE(first.contains("pool"));

  CHECK(operating.ask("POST", all + "/1/disable").status == 200);
  CHECK(urls_of(operating.get(all + "?state=disabled")) == std::vector{urls[0]});
  CHECK(urls_of(operating.get("/backends?state=healthy")) == std::vector{urls[1]});
  const auto answer = operating.ask("GET", all + "?state=healty");
  CHECK(answer.status == 422);
  CHECK(answer.body.find("did you mean healthy?") != std::string::npos);
}

TEST_CASE_METHOD(fixture,
                 "what the API changes in one pool holds there alone, also of a backend that another has, too") {
  const auto url = start_backend().url();
  const auto only = "{backends=[\"" + url + "\"]}\n";
  auto& balancer = start_balancer_by(
      "[listeners]\nsite={port=0, address=[\"127.0.0.1\"], pool=\"web\", admin=true}\n[pools]\nweb=" + only +
      "api=" + only);
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.get("/backends?state=healthy")["backends"].size() == 2; }));

  CHECK(operating.get("/pools")["pools"][0]["name"] == "web");
  CHECK(operating.get("/pools")["pools"][1]["name"] == "api");
  CHECK(operating.ask("PATCH", "/pools/api/backends/1", R"({"weight": 5})").status == 200);
  CHECK(operating.ask("POST", "/pools/api/backends/1/disable").status == 200);
  CHECK(operating.ask("PATCH", "/pools/api", R"({"algorithm": "first"})").status == 200);
  const auto rows = operating.get("/backends")["backends"];
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["pool"] == "web");
  CHECK(rows[0]["weight"] == 1);
  CHECK(rows[0]["state"] == "healthy");
  CHECK(rows[1]["pool"] == "api");
  CHECK(rows[1]["weight"] == 5);
  CHECK(rows[1]["state"] == "disabled");
  CHECK(operating.get("/pools/web")["algorithm"] == "roundrobin");
  CHECK(http_client(balancer.port()).get("/").status == 200);
}

TEST_CASE_METHOD(fixture, "a backend added by the API is as it was described, and serves") {
  auto& balancer = start_balancer({.backends = start_backends(1), .workers = 1});
  auto& newcomer = start_backend();
  api operating(balancer.port());
  const json wanted{{"url", newcomer.url()}, {"weight", 3}, {"max_connections", 7}, {"health", {{"interval", "50ms"}}}};

  const auto answer = operating.ask("POST", all, wanted.dump());
  REQUIRE(answer.status == 201);
  const auto shown = json::parse(answer.body);
  CHECK(answer.value("Location") == "/loadex/v1" + all + "/" + shown["id"].dump());
  CHECK(shown["url"] == newcomer.url());
  CHECK(shown["weight"] == 3);
  CHECK(shown["max_connections"] == 7);
  CHECK(shown["backup"] == false);
  REQUIRE(eventually([&] { return operating.has_healthy(2); }));
  CHECK(traffic(balancer.port(), {.clients = 1, .requests = 40}).finish().by_backend.contains(newcomer.url()));

  const auto again = operating.ask("POST", all, json{{"url", newcomer.url()}, {"weight", 9}}.dump());
  CHECK(again.status == 409);
  CHECK(operating.get(all + "/" + shown["id"].dump())["weight"] == 3);
}

TEST_CASE_METHOD(fixture, "a backend that would be Loadex itself is not added by the API") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  api operating(balancer.port());
  const auto answer = operating.ask("POST", all, json{{"url", balancer.url()}}.dump());
  CHECK(answer.status == 409);
  CHECK(answer.value("Content-Type") == "application/problem+json");
  CHECK(operating.get(all)["backends"].size() == 1);
}

TEST_CASE_METHOD(fixture, "the API changes a backend's weight, and traffic follows") {
  auto& balancer = start_balancer({.backends = start_backends(2), .algorithm = "weightedroundrobin", .workers = 1});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(2); }));
  const auto answer = operating.ask("PATCH", all + "/2", R"({"weight": 3})");
  CHECK(answer.status == 200);
  CHECK(json::parse(answer.body)["weight"] == 3);
  const auto shares = traffic(balancer.port(), {.clients = 1, .requests = 40}).finish().by_backend;
  CHECK(shares.at(backends().front().url()) == 10);
  CHECK(shares.at(backends().back().url()) == 30);
}

TEST_CASE_METHOD(fixture, "the API disables a backend and enables it again, as often as it is asked") {
  auto& balancer = start_balancer({.backends = start_backends(2), .workers = 1});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(2); }));
  const auto url = backends().front().url();
  for (int i = 0; i < 2; ++i) {
    const auto answer = operating.ask("POST", all + "/1/disable");
    CHECK(answer.status == 200);
    CHECK(json::parse(answer.body)["state"] == "disabled");
  }
  CHECK_FALSE(traffic(balancer.port(), {.clients = 1, .requests = 20}).finish().by_backend.contains(url));
  for (int i = 0; i < 2; ++i) {
    const auto answer = operating.ask("POST", all + "/1/enable");
    CHECK(answer.status == 200);
    CHECK(json::parse(answer.body)["state"] == "healthy");
  }
  CHECK(traffic(balancer.port(), {.clients = 1, .requests = 20}).finish().by_backend.contains(url));
}

TEST_CASE_METHOD(fixture, "a drain that is waited for is answered when the backend is empty") {
  const bool removes = GENERATE(false, true);
  const bool apart = GENERATE(false, true);
  watched_backend busy;
  daemon_setup setup{.backends = {busy.url()}, .workers = 1};
  if (apart)
    setup.settings["admin.listen"] = R"("127.0.0.1:0")";
  auto& balancer = start_balancer(setup);
  api operating(balancer.admin_port());
  held_request held(balancer, busy);

  auto drained = std::async(std::launch::async, [&] {
    api waiting(balancer.admin_port());
    return waiting.ask(removes ? "DELETE" : "POST", all + (removes ? "/1" : "/1/drain") + "?wait=true&deadline=1h");
  });
  CHECK(eventually([&] { return operating.get(all + "/1")["state"] == "draining"; }));
  CHECK(operating.get(all + "/1")["in_flight"] == 1);
  CHECK(drained.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
  busy.let_go(1);
  const auto answer = drained.get();
  CHECK(answer.status == 200);
  CHECK(json::parse(answer.body) == json{{"id", 1}, {"requests_left", 0}});
  CHECK(held.status() == 200);
  const auto after = operating.ask("GET", all + "/1");
  CHECK(after.status == (removes ? 404 : 200));
  if (!removes)
    CHECK(json::parse(after.body)["state"] == "disabled");
}

TEST_CASE_METHOD(fixture, "a drain whose deadline passes says how many requests were left") {
  watched_backend busy;
  auto& balancer = start_balancer({.backends = {busy.url()}});
  api operating(balancer.port());
  held_request held(balancer, busy);

  const auto answer = operating.ask("POST", all + "/1/drain?wait=true&deadline=10ms");
  CHECK(answer.status == 200);
  CHECK(json::parse(answer.body) == json{{"id", 1}, {"requests_left", 1}});
  busy.let_go(1);
  CHECK(held.status() == 200);
}

TEST_CASE_METHOD(fixture, "a drain that nobody waits for has begun when it is answered, and enabling ends it") {
  watched_backend busy;
  auto& balancer = start_balancer({.backends = {busy.url()}});
  api operating(balancer.port());
  held_request held(balancer, busy);

  const auto answer = operating.ask("POST", all + "/1/drain");
  CHECK(answer.status == 202);
  CHECK(json::parse(answer.body)["state"] == "draining");
  CHECK(json::parse(operating.ask("POST", all + "/1/enable").body)["state"] == "healthy");

  auto waiting =
      std::async(std::launch::async, [&] { return api(balancer.port()).ask("POST", all + "/1/drain?wait=true"); });
  CHECK(eventually([&] { return operating.get(all + "/1")["state"] == "draining"; }));
  CHECK(operating.ask("POST", all + "/1/enable").status == 200);
  CHECK(waiting.get().status == 409); // a later order took its place
  busy.let_go(1);
  CHECK(held.status() == 200);
}

TEST_CASE_METHOD(fixture, "a drain that is waited for does not hold up the stop") {
  const bool apart = GENERATE(false, true);
  watched_backend busy;
  daemon_setup setup{.backends = {busy.url()}, .settings = {{"shutdown.deadline", "100ms"}}};
  if (apart)
    setup.settings["admin.listen"] = R"("127.0.0.1:0")";
  auto& balancer = start_balancer(setup);
  api operating(balancer.admin_port());
  held_request held(balancer, busy);
  http_client waiting(balancer.admin_port());
  waiting.send("POST", "/loadex/v1" + all + "/1/drain?wait=true&deadline=1h");
  REQUIRE(eventually([&] { return operating.get(all + "/1")["state"] == "draining"; }));

  CHECK(balancer.stop() == 0);
  busy.let_go(1);
}

TEST_CASE_METHOD(fixture, "a backend that the API removes leaves the pool, and no request fails") {
  auto& balancer = start_balancer({.backends = start_backends(2)});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(2); }));
  traffic clients(balancer.port(), {.clients = 8});
  CHECK(operating.ask("DELETE", all + "/1").status == 202);
  CHECK(eventually([&] { return operating.ask("GET", all + "/1").status == 404; }));
  CHECK(operating.ask("DELETE", all + "/1").status == 404);
  CHECK(urls_of(operating.get(all)) == std::vector{backends().back().url()});
  const auto before = clients.answered();
  CHECK(eventually([&] { return clients.answered() >= before + 100; }));
  CHECK(clients.stop().failures.empty());
}

TEST_CASE_METHOD(fixture, "the API has a backend probed now, and tells what was found") {
  daemon_setup setup{.backends = start_backends(2)};
  setup.settings["health.interval"] = "1h";
  auto& balancer = start_balancer(setup);
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(2); }));
  const auto well = json::parse(operating.ask("POST", all + "/1/probe").body);
  CHECK(well["ok"] == true);
  CHECK(well["found"] == "HTTP 200");
  CHECK(well["url"] == backends().front().url());
  CHECK(well["took_ms"] > 0);

  backends().front().kill();
  const auto dead = operating.ask("POST", all + "/1/probe");
  CHECK(dead.status == 200);
  CHECK(json::parse(dead.body)["ok"] == false);
  CHECK(json::parse(dead.body)["found"] == "Connection refused");
  CHECK(eventually([&] { return operating.get(all + "/1")["state"] == "unhealthy"; }));
  CHECK(operating.ask("POST", all + "/9/probe").status == 404);
}
