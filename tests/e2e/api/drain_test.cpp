#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/held_request.hpp"
#include "tests/support/e2e/traffic.hpp"
#include "tests/support/e2e/watched_backend.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const std::string all = "/pools/main/backends";
const std::string drain_first = all + "/1/drain?wait=true&deadline=1h";

} // namespace

TEST_CASE_METHOD(fixture,
                 "when a drain under load is said to be at its end, the backend counts nobody, and nobody comes") {
  watched_backend drained(2ms);
  watched_backend other(2ms);
  auto& balancer = start_balancer({.backends = {drained.url(), other.url()}});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(2); }));
  traffic clients(balancer.port(), {.clients = 16, .restless = 4});
  for (int i = 0; i < 10; ++i) {
    const auto before = drained.requests();
    REQUIRE(eventually([&] { return drained.requests() > before + 20; }));
    const auto answer = operating.ask("POST", drain_first);
    const auto present = drained.present();
    const auto had = drained.requests();
    REQUIRE(answer.status == 200);
    CHECK(json::parse(answer.body) == json{{"id", 1}, {"requests_left", 0}});
    CHECK(present == 0);
    const auto elsewhere = other.requests();
    REQUIRE(eventually([&] { return other.requests() > elsewhere + 50; }));
    CHECK(drained.requests() == had);
    REQUIRE(operating.ask("POST", all + "/1/enable").status == 200);
  }
  CHECK(clients.stop().failures.empty());
}

TEST_CASE_METHOD(fixture, "whoever waits for a drain and leaves makes room for others, and the drain goes on") {
  watched_backend busy;
  auto& balancer = start_balancer({.backends = {busy.url()}, .settings = {{"admin.listen", R"("127.0.0.1:0")"}}});
  held_request held(balancer, busy);
  for (int i = 0; i < 40; ++i) { // more than the listener has places for
    http_client leaving(balancer.admin_port());
    leaving.send("POST", "/loadex/v1" + drain_first);
    if (i == 0)
      REQUIRE(eventually([&] { return api(balancer.admin_port()).get(all + "/1")["state"] == "draining"; }));
  }
  api operating(balancer.admin_port());
  CHECK(operating.get(all + "/1")["state"] == "draining");
  busy.let_go(1);
  CHECK(held.status() == 200);
  CHECK(eventually([&] { return operating.get(all + "/1")["state"] == "disabled"; }));
}

TEST_CASE_METHOD(fixture, "a client that ends its side while it waits for a drain is told that it goes on") {
  const bool apart = GENERATE(false, true);
  watched_backend busy;
  daemon_setup setup{.backends = {busy.url()}};
  if (apart)
    setup.settings["admin.listen"] = R"("127.0.0.1:0")";
  auto& balancer = start_balancer(setup);
  held_request held(balancer, busy);
  http_client waiting(balancer.admin_port());
  waiting.send("POST", "/loadex/v1" + drain_first);
  waiting.stream().finish_sending();
  const auto answer = waiting.read_response();
  CHECK(answer.status == 202);
  CHECK(json::parse(answer.body)["state"] == "draining");
  busy.let_go(1);
  CHECK(held.status() == 200);
}

TEST_CASE_METHOD(fixture, "what a client asks for while it waits for a drain is answered after it") {
  watched_backend busy;
  auto& balancer = start_balancer({.backends = {busy.url()}});
  api operating(balancer.port());
  held_request held(balancer, busy);
  http_client waiting(balancer.port());
  waiting.send("POST", "/loadex/v1" + drain_first);
  REQUIRE(eventually([&] { return operating.get(all + "/1")["state"] == "draining"; }));
  waiting.send("GET", "/healthz");
  busy.let_go(1);
  CHECK(json::parse(waiting.read_response().body)["requests_left"] == 0);
  CHECK(waiting.read_response().body == "ok\n");
  CHECK(held.status() == 200);
}
