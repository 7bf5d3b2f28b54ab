#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <cstring>
#include <list>
#include <string>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

namespace {

/// A balancer with a request at its backend, which is answered when `answer` is open.
struct one_in_flight : fixture {
  gate answer;
  scripted_backend slow{[this](conversation& with) {
    answer.pass();
    with.answer(200, "late");
  }};
  daemon_process& balancer = start_balancer({.backends = {slow.url()}});
  http_client client{balancer.port()};

  one_in_flight() {
    client.send("GET", "/");
    REQUIRE(eventually([this] { return slow.requests() == 1; }));
  }

  void check_orderly_end() {
    answer.open();
    CHECK(client.read_response().body == "late");
    CHECK(balancer.process().wait(5s) == 0);
  }
};

} // namespace

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

TEST_CASE_METHOD(one_in_flight, "a second signal ends the balancer at once") {
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

TEST_CASE_METHOD(one_in_flight, "a signal that comes twice at once still loses no request") {
  balancer.process().signal(SIGTERM);
  balancer.process().signal(SIGTERM);
  balancer.process().await_line("shutting down");
  check_orderly_end();
}

TEST_CASE_METHOD(one_in_flight, "SIGQUIT lets the request in flight finish, as SIGTERM does") {
  balancer.process().signal(SIGQUIT);
  balancer.process().await_line("shutting down");
  check_orderly_end();
}

TEST_CASE_METHOD(one_in_flight, "a successor has the port while the last request still finishes at the one before") {
  balancer.process().signal(SIGTERM);
  REQUIRE(eventually([&] {
    try {
      return http_client(balancer.port()).get("/healthz").status == 0;
    } catch (const connection_ended&) {
      return true; // it no longer listens
    }
  }));
  const auto& successor =
      start_balancer({.backends = {slow.url()}, .settings = {{"global.port", std::to_string(balancer.port())}}});

  CHECK(balancer.process().running());
  CHECK(http_client(successor.port()).get("/readyz").body == "ready\n");
  check_orderly_end();
}

TEST_CASE_METHOD(one_in_flight, "signals that ask a daemon for something else end neither it nor its requests") {
  const int number = GENERATE(SIGHUP, SIGUSR1, SIGUSR2);
  CAPTURE(number);
  SECTION("while it runs") {
    balancer.process().signal(number);
    balancer.process().await_line(::strsignal(number));
    balancer.process().signal(SIGTERM);
  }
  SECTION("while it stops: then it is no second signal either") {
    balancer.process().signal(SIGTERM);
    balancer.process().await_line("shutting down");
    let_pass(150ms); // what comes sooner counts as the same
    balancer.process().signal(number);
    balancer.process().await_line(::strsignal(number));
  }
  check_orderly_end();
}

TEST_CASE_METHOD(fixture, "signals are answered before the balancer is ready too") {
  gate probed;
  const auto hesitant = fully_scripted([&](conversation& now) {
    probed.pass();
    now.answer(200);
  });
  const temp_folder folder;
  const auto file =
      folder.write("test.conf", configuration({.backends = {hesitant.url()}, .settings = {{"health.timeout", "20s"}}}));
  child_process balancer({loadbalancer_program, "--config-file=" + file.string()});
  balancer.await_line("starting");

  balancer.signal(SIGHUP);
  balancer.await_line(::strsignal(SIGHUP));
  balancer.signal(SIGTERM);

  CHECK(balancer.wait(10s) == 0); // sooner than the first round of probes is given up
  CHECK(balancer.output().find(R"("msg":"ready")") == std::string::npos);
  probed.open();
}

TEST_CASE_METHOD(fixture, "a balancer that was started with its signals blocked or ignored answers them all the same") {
  const auto how = GENERATE("--block-signal=TERM", "--ignore-signal=TERM");
  const auto& backend = start_backend();
  child_process balancer({"/usr/bin/env", how, loadbalancer_program, "-port", "0", "-backends", backend.url()});
  balancer.await_line(R"("msg":"ready")");

  balancer.signal(SIGTERM);

  CHECK(balancer.wait(5s) == 0);
}

TEST_CASE_METHOD(fixture, "requests that outlast the shutdown deadline are broken off") {
  gate answer;
  scripted_backend slow([&](conversation&) { answer.pass(); });
  auto& balancer = start_balancer({.backends = {slow.url()}, .settings = {{"shutdown.deadline", "200ms"}}});
  http_client client(balancer.port());
  client.send("GET", "/");
  REQUIRE(eventually([&] { return slow.requests() == 1; }));

  balancer.process().signal(SIGTERM);

  CHECK_THROWS(client.read_response());
  CHECK(balancer.process().wait(5s) == 0);
  CHECK(balancer.events("shutdown deadline passed").size() == 1);
  REQUIRE(balancer.events("request failed").size() == 1);
  CHECK(balancer.events("request failed").front().at("reason") == "shutting_down");
  answer.open();
}
