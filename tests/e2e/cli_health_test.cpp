#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/held_request.hpp"
#include "tests/support/e2e/loadex_command.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace loadex::tests::e2e;
using nlohmann::json;

TEST_CASE_METHOD(fixture, "loadex health exits 3 when a pool has no healthy backend") {
  const auto web = start_backend().url();
  auto& of_api = start_backend();
  const auto pool = [](const std::string& url) { return "{backends=[\"" + url + "\"]}\n"; };
  auto& balancer = start_balancer_by("[health]\ninterval=100ms\n[listeners]\nsite={port=0, address=[\"127.0.0.1\"], "
                                     "pool=\"web\", admin=true}\n[pools]\nweb=" +
                                     pool(web) + "api=" + pool(of_api.url()));
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(2); }));
  CHECK(run_loadex({"health", "-u", balancer.url()}).code == 0);

  of_api.kill();
  REQUIRE(eventually([&] { return operating.has_healthy(1); }));
  const auto down = run_loadex({"health", "-u", balancer.url()});
  CHECK(down.code == 3);
  CHECK(contains(down.output, of_api.url() + "  Dead\n"));
  CHECK(down.errors == "loadex: no backend is healthy in api\n");
}

TEST_CASE_METHOD(fixture,
                 "loadex healthcheck exits 3 while the balancer says that it is not ready, 1 if it says nothing") {
  watched_backend busy;
  auto& balancer = start_balancer({.backends = {busy.url()}, .settings = {{"admin.listen", "\"127.0.0.1:0\""}}});
  const auto admin = "http://127.0.0.1:" + std::to_string(balancer.admin_port());
  held_request held(balancer, busy);
  CHECK(run_loadex({"healthcheck", "-u", admin}).code == 0);

  balancer.process().signal(SIGTERM);
  CHECK(eventually([&] { return run_loadex({"healthcheck", "-u", admin}).code == 3; }));
  busy.let_go(1);
  CHECK(held.status() == 200);
  CHECK(balancer.process().wait() == 0);
  CHECK(run_loadex({"healthcheck", "-u", admin}).code == 1);
}

TEST_CASE_METHOD(fixture, "loadex probe says what a probe finds, and exits 3 if the backend fails it") {
  auto& backend = start_backend();
  auto& balancer = start_balancer({.backends = {backend.url()}});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(1); }));

  const auto well = run_loadex({"probe", backend.url(), "-u", balancer.url()});
  CHECK(well.code == 0);
  CHECK(well.output.starts_with(backend.url() + " is well: HTTP 200 in "));
  backend.kill();
  const auto fails = run_loadex({"probe", "1", "-u", balancer.url(), "-o", "json"});
  CHECK(fails.code == 3);
  CHECK(json::parse(fails.output)["ok"] == false);
  const auto told = run_loadex({"probe", "1", "-u", balancer.url()});
  CHECK(told.code == 3);
  CHECK(told.output.starts_with(backend.url() + " fails: "));
}
