#include "tests/live/live_fixture.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <future>
#include <string>
#include <vector>

using namespace loadex;
using namespace loadex::tests::live;
using namespace std::chrono_literals;
using namespace loadex::tests::e2e;

TEST_CASE_METHOD(live_fixture,
                 "a response timeout that is adopted holds for the requests that begin then, and for no other") {
  gate answering;
  scripted_backend slow([&](conversation& asked) {
    answering.pass();
    asked.answer(200);
  });
  auto& balancer = balance({member(slow.url())});
  http_client early(balancer.port());
  early.send("GET", "/");
  REQUIRE(eventually([&] { return slow.requests() == 1; }));

  auto wanted = balancer.settings();
  wanted.proxy.response_timeout = 50ms;
  wanted.global.workers += 1;
  CHECK(balancer.adopt(wanted).wait_for_start == std::vector<std::string>{"workers"});
  http_client late(balancer.port());
  CHECK(late.get("/").status == 504);
  answering.open();
  CHECK(early.read_response().status == 200);
}

TEST_CASE_METHOD(live_fixture, "what is adopted once the workers have ended is waited for by nobody") {
  config::settings settings;
  settings.global.port = 0;
  settings.global.address = {"127.0.0.1"};
  settings.global.workers = 2;
  settings.global.backends = {member(start_backend().url())};
  auto ended = std::async(std::launch::async, [settings]() mutable {
    loadex::daemon stopped(settings);
    ::kill(::getpid(), SIGTERM);
    stopped.run();
    settings.pools = {{"another", {}, settings.global.backends, {}}};
    settings.listeners = {{.name = "site", .port = 0, .address = {"127.0.0.1"}, .otherwise = {{.pool = "another"}}}};
    stopped.adopt(settings);
  });
  REQUIRE(ended.wait_for(10s) == std::future_status::ready);
  ended.get();
}
