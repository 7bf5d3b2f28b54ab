#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/held_request.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/watched_backend.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::e2e;
using nlohmann::json;

TEST_CASE_METHOD(fixture, "loadex pools and loadex backends show what the API says, as tables or as it is") {
  auto& balancer = start_balancer({.backends = start_backends(2)});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(2); }));
  const std::vector<std::string> here{"LOADEX_URL=" + balancer.url()};
  CHECK(operating.ask("POST", "/pools/main/backends/1/disable").status == 200);

  const auto pools = run_loadex({"pools"}, here);
  CHECK(pools.code == 0);
  CHECK(pools.output == "POOL  ALGORITHM   IN FLIGHT  QUEUED  BACKENDS\n"
                        "main  roundrobin          0       0  1 healthy, 1 disabled\n");
  CHECK(json::parse(run_loadex({"pools", "-o", "json"}, here).output) == operating.get("/pools"));

  const auto all = run_loadex({"backends"}, here);
  CHECK(all.code == 0);
  CHECK(contains(all.output, " 1  " + backends().front().url() + "  disabled "));
  CHECK(contains(all.output, " 2  " + backends().back().url() + "  healthy "));
  CHECK(json::parse(run_loadex({"backends", "-o", "json"}, here).output) == operating.get("/backends"));
  CHECK(json::parse(run_loadex({"backends", "--pool", "main", "--state", "disabled", "-o", "json"}, here).output) ==
        operating.get("/pools/main/backends?state=disabled"));

  const auto slip = run_loadex({"backends", "--state", "healty"}, here);
  CHECK(slip.code == 1);
  CHECK(slip.output.empty());
  CHECK(contains(slip.errors, "did you mean healthy?"));
}

TEST_CASE_METHOD(fixture, "the state of a backend is coloured on a terminal, unless NO_COLOR is set") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(1); }));
  const auto command = loadex_on_terminal({"backends", "-u", balancer.url()});

  child_process coloured(command);
  CHECK(coloured.wait() == 0);
  CHECK(contains(coloured.output(), "\x1b[32mhealthy\x1b[0m"));
  child_process plain(command, {"NO_COLOR=1"});
  CHECK(plain.wait() == 0);
  CHECK(contains(plain.output(), "  healthy "));
  CHECK_FALSE(contains(plain.output(), "\x1b"));
  CHECK_FALSE(contains(run_loadex({"backends", "-u", balancer.url()}).output, "\x1b"));
}

TEST_CASE_METHOD(fixture, "loadex weighs, disables and enables a backend by id or URL, and switches the algorithm") {
  auto& balancer = start_balancer({.backends = start_backends(2)});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(2); }));
  const std::vector<std::string> here{"LOADEX_URL=" + balancer.url()};
  const auto url = backends().back().url();
  const auto now = [&] { return operating.get("/pools/main/backends/2"); };

  CHECK(run_loadex({"weight", "2", "3"}, here).output == url + " has weight 3\n");
  CHECK(now()["weight"] == 3);
  CHECK(json::parse(run_loadex({"weight", url + "/", "4", "-o", "json"}, here).output)["weight"] == 4);
  CHECK(now()["weight"] == 4);
  CHECK(run_loadex({"disable", url}, here).output == url + " is disabled\n");
  CHECK(now()["state"] == "disabled");
  CHECK(run_loadex({"enable", "2"}, here).output == url + " is healthy\n");
  CHECK(now()["state"] == "healthy");
  CHECK(run_loadex({"algo", "lc"}, here).output == "main chooses by leastconnection\n");
  CHECK(operating.get("/pools/main")["algorithm"] == "leastconnection");
  CHECK(operating.get("/pools/main/backends/1")["weight"] == 1);

  const auto heavy = run_loadex({"weight", "2", "1000000"}, here);
  CHECK(heavy.code == 1);
  CHECK(contains(heavy.errors, "weight: 1000000 is out of range"));
  const auto nobody = run_loadex({"disable", "http://localhost:1"}, here);
  CHECK(nobody.code == 1);
  CHECK(contains(nobody.errors, "main has no backend http://localhost:1"));
  CHECK(run_loadex({"algo", "fastest"}, here).code == 1);
  CHECK(operating.has_healthy(2));
}

TEST_CASE_METHOD(fixture, "loadex needs to be told the pool only if there are several and none is called main") {
  const auto url = start_backend().url();
  const auto only = "{backends=[\"" + url + "\"]}\n";
  const std::string first = GENERATE("main", "web");
  auto& balancer = start_balancer_by("[listeners]\nsite={port=0, address=[\"127.0.0.1\"], pool=\"api\", admin=true}\n"
                                     "[pools]\napi=" +
                                     only + first + "=" + only);
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(2); }));
  const std::vector<std::string> here{"LOADEX_URL=" + balancer.url()};
  const auto weight_in = [&](const std::string& pool) {
    return operating.get("/pools/" + pool + "/backends/1")["weight"];
  };

  const auto unnamed = run_loadex({"weight", "1", "5"}, here);
  if (first == "main") {
    CHECK(unnamed.code == 0);
    CHECK(weight_in("main") == 5);
  } else {
    CHECK(unnamed.code == 1);
    CHECK(contains(unnamed.errors, "say which pool with --pool; there are "));
    CHECK(weight_in("web") == 1);
  }
  CHECK(weight_in("api") == 1);
  CHECK(run_loadex({"weight", url, "7", "--pool", "api"}, here).code == 0);
  CHECK(weight_in("api") == 7);
  CHECK(weight_in(first) != 7);
  CHECK(contains(run_loadex({"backends"}, here).output, "POOL"));
  CHECK_FALSE(contains(run_loadex({"backends", "--pool", "api"}, here).output, "POOL"));

  const auto newcomer = start_backend().url();
  CHECK(run_loadex({"add-server", "--target", newcomer, "--pool", "api"}, here).code == 0);
  CHECK(operating.get("/pools/api/backends")["backends"].size() == 2);
  CHECK(operating.get("/pools/" + first + "/backends")["backends"].size() == 1);
  CHECK(run_loadex({"disable", "1", "--pool", "apt"}, here).code == 1);
}

TEST_CASE_METHOD(fixture,
                 "loadex drain --wait ends when the backend is empty; a terminal sees how many requests are left") {
  const bool removes = GENERATE(false, true);
  watched_backend busy;
  auto& balancer = start_balancer({.backends = {busy.url()}, .workers = 1});
  api operating(balancer.port());
  held_request held(balancer, busy);

  child_process draining(loadex_on_terminal(
      {removes ? "remove-server" : "drain", busy.url(), "--wait", "--deadline", "1h", "-u", balancer.url()}));
  CHECK(eventually([&] { return contains(draining.output(), busy.url() + ": 1 request left"); }));
  CHECK(draining.running());
  CHECK(operating.get("/pools/main/backends/1")["state"] == "draining");
  busy.let_go(1);
  CHECK(draining.wait() == 0);
  CHECK(contains(draining.output(), "\r\x1b[K" + busy.url() + " is empty and " + (removes ? "removed" : "disabled")));
  CHECK(held.status() == 200);
  const auto after = operating.ask("GET", "/pools/main/backends/1");
  CHECK(after.status == (removes ? 404 : 200));
  if (!removes)
    CHECK(json::parse(after.body)["state"] == "disabled");
}

TEST_CASE_METHOD(fixture, "loadex drain --wait exits 1 and says how many requests are left at the deadline") {
  watched_backend busy;
  auto& balancer = start_balancer({.backends = {busy.url()}});
  api operating(balancer.port());
  held_request held(balancer, busy);
  const std::vector<std::string> here{"LOADEX_URL=" + balancer.url()};

  const auto begun = run_loadex({"drain", "1"}, here);
  CHECK(begun.code == 0);
  CHECK(begun.output == busy.url() + " is draining, 1 request left\n");
  CHECK(begun.errors.empty());
  CHECK(run_loadex({"enable", "1"}, here).code == 0);
  const auto late = run_loadex({"drain", "1", "--wait", "--deadline", "10ms"}, here);
  CHECK(late.code == 1);
  CHECK(late.output.empty());
  CHECK(late.errors == "loadex: " + busy.url() + " is disabled, but 1 request was left\n");
  CHECK(run_loadex({"enable", "1"}, here).code == 0);
  const auto told = run_loadex({"drain", "1", "--wait", "--deadline", "10ms", "-o", "json"}, here);
  CHECK(told.code == 1);
  CHECK(json::parse(told.output) == json{{"id", 1}, {"requests_left", 1}});
  busy.let_go(1);
  CHECK(held.status() == 200);
}

TEST_CASE_METHOD(fixture, "loadex remove-server removes the backend, and no more than that") {
  auto& balancer = start_balancer({.backends = start_backends(2)});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(2); }));
  const auto url = backends().front().url();

  const auto removed = run_loadex({"remove-server", url, "-u", balancer.url()});
  CHECK(removed.code == 0);
  CHECK(removed.output.starts_with(url + " is "));
  CHECK(eventually([&] { return operating.get("/backends")["backends"].size() == 1; }));
  CHECK(operating.get("/backends")["backends"][0]["url"] == backends().back().url());
  CHECK(run_loadex({"remove-server", url, "-u", balancer.url()}).code == 1);
}

TEST_CASE_METHOD(
    fixture, "loadex adds a backend with a weight, as a backup and with a limit, and says what is wrong with them") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  const auto more = start_backend().url();
  const std::vector<std::string> here{"LOADEX_URL=" + balancer.url()};
  const auto added =
      run_loadex({"add-server", "-t", more, "--weight", "4", "--backup", "--max-connections", "30"}, here);
  CHECK(added.code == 0);
  CHECK(added.output == "Added " + more + " to the pool\n");
  const auto known = api(balancer.port()).get("/pools/main/backends/2");
  CHECK(known["weight"] == 4);
  CHECK(known["backup"] == true);
  CHECK(known["max_connections"] == 30);

  const auto heavy = run_loadex({"add-server", "-t", start_backend().url(), "--weight", "1001"}, here);
  CHECK(heavy.code == 1);
  CHECK(contains(heavy.errors, "weight"));
}

TEST_CASE_METHOD(fixture, "a deadline of loadex has the units of the configuration") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  const std::vector<std::string> here{"LOADEX_URL=" + balancer.url()};
  for (const auto* deadline : {"500ms", "2s", "2min", "1h"}) {
    CAPTURE(deadline);
    CHECK(run_loadex({"drain", "1", "--deadline", deadline}, here).code == 0);
    CHECK(run_loadex({"enable", "1"}, here).code == 0);
  }
  CHECK(run_loadex({"drain", "1", "--deadline", "25h"}, here).code == 2);
}
