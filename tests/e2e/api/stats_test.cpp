#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/faulty_backend.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/held_request.hpp"
#include "tests/support/e2e/traffic.hpp"
#include "tests/support/e2e/watched_backend.hpp"

#include <catch2/catch.hpp>

#include <numeric>

using namespace loadex::tests::e2e;
using nlohmann::json;

namespace {

/// What the list counts in all.
std::uint64_t sum(const json& list) {
  return std::accumulate(list.begin(), list.end(), std::uint64_t{0},
                         [](std::uint64_t all, const json& one) { return all + one.get<std::uint64_t>(); });
}

} // namespace

TEST_CASE_METHOD(fixture, "the API tells the traffic of the last seconds: of all, of a pool and of each backend") {
  const bool apart = GENERATE(false, true);
  daemon_setup setup{.backends = start_backends(2)};
  if (apart)
    setup.settings["admin.listen"] = R"("127.0.0.1:0")";
  auto& balancer = start_balancer(setup);
  api operating(balancer.admin_port());
  REQUIRE(eventually([&] { return operating.has_healthy(2); }));
  const auto done = traffic(balancer.port(), {.clients = 2, .requests = 100}).finish();
  REQUIRE(done.failures.empty());

  REQUIRE(eventually([&] { return sum(operating.get("/stats?backends=true")["requests"]) == 100; }));
  const auto all = operating.get("/stats?backends=true");
  CHECK(all["step_seconds"] == 1);
  CHECK(all["errors"].empty());
  for (std::size_t i = 0; i < all["requests"].size(); ++i)
    for (const auto* percentile : {"p50_ms", "p95_ms", "p99_ms"})
      CHECK(all[percentile][i].is_null() == (all["requests"][i] == 0));
  for (const auto& one : all["backends"]) {
    CHECK(one["pool"] == "main");
    CHECK(sum(one["requests"]) == done.by_backend.at(one["url"]));
    CHECK(one["in_flight"].back() == 0);
  }
  CHECK(sum(operating.get("/stats?pool=main")["requests"]) == 100);
  CHECK_FALSE(operating.get("/stats").contains("backends"));
  CHECK(operating.get("/stats?seconds=1")["requests"].size() == 1);
}

TEST_CASE_METHOD(fixture, "the API tells errors by their reason, and requests that are in flight") {
  watched_backend busy;
  faulty_backend broken;
  auto& balancer = start_balancer_by("[listeners]\nsite={port=0, address=[\"127.0.0.1\"], admin=true, routes=["
                                     "{path=\"/broken\", pool=\"broken\"}, {path=\"/\", pool=\"busy\"}]}\n[pools]\n"
                                     "broken={backends=[\"" +
                                     broken.url() +
                                     "\"], health={traffic-failures=1000000}}\n"
                                     "busy={backends=[\"" +
                                     busy.url() + "\"]}\n");
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(2); }));
  broken.behave(conduct::resets, conduct::answers);
  http_client client(balancer.port());
  CHECK(client.get("/broken").status == 502);
  CHECK(eventually([&] { return operating.get("/stats?pool=broken")["errors"].contains("reset"); }));
  CHECK(operating.get("/stats")["errors"].contains("reset"));
  CHECK_FALSE(operating.get("/stats?pool=busy")["errors"].contains("reset"));

  held_request held(balancer, busy);
  CHECK(eventually([&] { return operating.get("/stats?pool=busy")["in_flight"].back() == 1; }));
  CHECK(operating.get("/stats?pool=broken")["in_flight"].back() == 0);
  busy.let_go(1);
  CHECK(held.status() == 200);
}

TEST_CASE_METHOD(fixture, "a backend's own page has its requests and errors so far, and how long they took of late") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(1); }));
  auto one = operating.get("/pools/main/backends/1");
  CHECK(one["requests"] == 0);
  CHECK(one["errors"] == 0);
  CHECK_FALSE(one.contains("latency_ms"));
  CHECK(traffic(balancer.port(), {.requests = 20}).finish().failures.empty());
  REQUIRE(eventually([&] { return (one = operating.get("/pools/main/backends/1"))["requests"] == 20; }));
  CHECK(one["latency_ms"]["p50"] > 0.0);
  CHECK(one["latency_ms"]["p50"] <= one["latency_ms"]["p95"]);
  CHECK(one["latency_ms"]["p95"] <= one["latency_ms"]["p99"]);
}

TEST_CASE_METHOD(fixture, "statistics that cannot be asked for are refused with the parameter at fault") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  api operating(balancer.port());
  for (const auto* query : {"seconds=0", "seconds=901", "seconds=x", "backends=yes", "second=1"}) {
    CAPTURE(query);
    const auto answer = operating.ask("GET", std::string("/stats?") + query);
    CHECK(answer.status == 422);
    CHECK(std::string(query).starts_with(json::parse(answer.body)["errors"][0]["field"].get<std::string>()));
  }
  CHECK(operating.ask("GET", "/stats?pool=other").status == 404);
  CHECK(operating.ask("POST", "/stats").status == 405);
}
