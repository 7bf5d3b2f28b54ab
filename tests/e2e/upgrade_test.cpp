#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/held_request.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/manager_socket.hpp"
#include "tests/support/e2e/reserved_port.hpp"
#include "tests/support/e2e/scripted_backend.hpp"
#include "tests/support/e2e/traffic.hpp"
#include "tests/support/e2e/upgrading_fixture.hpp"
#include "tests/support/e2e/watched_backend.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

/// The backends of the first pool, by their URL.
std::map<std::string, json> backends_at(std::uint16_t port) {
  std::map<std::string, json> all;
  const auto told = api(port).get("/pools/main/backends");
  for (const auto& one : told["backends"])
    all[one["url"].get<std::string>()] = one;
  return all;
}

std::string address_of(const json& backend) {
  return "/pools/main/backends/" + std::to_string(backend["id"].get<int>());
}

/// Echoes until the client has finished.
void echo(conversation& c) {
  c.stream.send(to_bytes("HTTP/1.1 101 Switching Protocols", {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}}));
  for (auto piece = c.stream.read_some(); !piece.empty(); piece = c.stream.read_some())
    c.stream.send(piece);
  c.hang_up();
}

} // namespace

TEST_CASE_METHOD(upgrading_fixture, "an upgrade has another process serve, and no request fails") {
  auto& balancer = start_balancer(with_handover({.backends = start_backends(3)}));
  traffic clients(balancer.port(), {.clients = 6, .restless = 3});
  std::vector<pid_t> processes{balancer.process().pid()};
  for (int i = 0; i < 5; ++i) {
    const auto before = clients.answered();
    REQUIRE(eventually([&] { return clients.answered() > before + 100; }));
    processes.push_back(upgrade(balancer.port()));
    CHECK(processes.back() != processes[processes.size() - 2]);
    if (i == 0)
      CHECK(balancer.process().wait() == 0);
    else
      CHECK(has_ended(processes[processes.size() - 2]));
  }
  const auto done = clients.stop();
  CHECK(done.failures.empty());
  CHECK(done.by_backend.size() == 3);
  CHECK(eventually([&] { return balancer.events("taken over").size() == 5; }));
  const auto told = api(balancer.port()).get("/events")["events"];
  CHECK(std::ranges::any_of(told, [](const json& e) { return e["kind"] == "process upgraded"; }));
}

TEST_CASE_METHOD(upgrading_fixture, "SIGUSR2 upgrades, too") {
  auto& balancer = start_balancer(with_handover({.backends = start_backends(1)}));
  balancer.process().signal(SIGUSR2);
  REQUIRE(balancer.process().wait() == 0);
  const auto handed_over = balancer.events("handed over");
  REQUIRE(handed_over.size() == 1);
  note(handed_over.front()["to"].get<pid_t>());
  CHECK(http_client(balancer.port()).get("/").status == 200);
}

TEST_CASE_METHOD(upgrading_fixture, "what was changed while the process ran holds in the one that takes over") {
  const auto pool = start_backends(3);
  const auto added = start_backend().url();
  auto& balancer = start_balancer(with_handover({.backends = pool}));
  auto known = backends_at(balancer.port());
  {
    api operator_of(balancer.port());
    REQUIRE(operator_of.ask("POST", "/pools/main/backends", json{{"url", added}, {"weight", 7}}.dump()).status == 201);
    REQUIRE(operator_of.ask("PATCH", address_of(known[pool[0].url]), R"({"weight":5})").status == 200);
    REQUIRE(operator_of.ask("POST", address_of(known[pool[1].url]) + "/disable").status == 200);
    REQUIRE(operator_of.ask("DELETE", address_of(known[pool[2].url]) + "?wait=true").status == 200);
    REQUIRE(operator_of.ask("PATCH", "/pools/main", R"({"algorithm":"leastconnection"})").status == 200);
  }

  upgrade(balancer.port());

  known = backends_at(balancer.port());
  CHECK(known.size() == 3);
  CHECK(known[added]["weight"] == 7);
  CHECK(known[added]["source"] == "api");
  CHECK(known[pool[0].url]["weight"] == 5);
  CHECK(known[pool[1].url]["state"] == "disabled");
  CHECK(api(balancer.port()).get("/pools/main")["algorithm"] == "leastconnection");
  CHECK(balancer.process().wait() == 0);
}

TEST_CASE_METHOD(upgrading_fixture,
                 "a backend that is down, and has yet to rise, is down in the process that takes over") {
  std::atomic<bool> well{true};
  scripted_backend weak([](conversation& c) { c.answer(200); }, scripted_backend::health_checks::by_script);
  scripted_backend patient([&](conversation& c) { c.answer(c.asked.target == "/health" && !well ? 500 : 200); },
                           scripted_backend::health_checks::by_script);
  auto& balancer = start_balancer(with_handover(
      {.backends = {weak.url(), patient.url()}, .settings = {{"health.rise", "1000"}, {"health.fall", "1"}}}));
  well = false;
  REQUIRE(eventually([&] { return !balancer.is_healthy(patient.url()); }));
  well = true;
  const auto since = backends_at(balancer.port())[patient.url()]["since"];

  upgrade(balancer.port());

  const auto known = backends_at(balancer.port());
  CHECK(known.at(patient.url())["state"] == "unhealthy");
  CHECK(known.at(patient.url())["since"] == since);
  CHECK(known.at(patient.url())["reason"] == "status_unexpected");
  CHECK(balancer.process().wait() == 0);
}

TEST_CASE_METHOD(upgrading_fixture, "a tunnel lives on in the old process, which ends with it") {
  scripted_backend backend(echo);
  auto& balancer = start_balancer(with_handover({.backends = {backend.url()}}));
  http_client client(balancer.port());
  client.send("GET", "/chat", {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}});
  REQUIRE(read_response_head(client.stream()).status == 101);

  upgrade(balancer.port());

  CHECK(eventually([&] { return balancer.events("handed over").size() == 1; }));
  client.stream().send("still there");
  CHECK(client.stream().read_exactly(11) == "still there");
  CHECK(balancer.in_flight() == 1); // the new process counts it
  CHECK(balancer.process().running());
  client.stream().finish_sending();
  CHECK(client.stream().read_to_end().empty());
  CHECK(balancer.process().wait() == 0);
  CHECK(eventually([&] { return balancer.in_flight() == 0; }));
}

TEST_CASE_METHOD(upgrading_fixture, "the requests that the old process still has keep others from a full backend") {
  watched_backend backend;
  auto& balancer = start_balancer(
      with_handover({.backends = {backend.url()},
                     .settings = {{"balancing.max-connections", "1"}, {"balancing.queue-length", "0"}}}));
  held_request held(balancer, backend);

  upgrade(balancer.port());

  CHECK(http_client(balancer.port()).get("/").status == 503);
  backend.let_go(1);
  CHECK(held.status() == 200);
  CHECK(balancer.process().wait() == 0);
  CHECK(eventually([&] { return http_client(balancer.port()).get("/").status == 200; }));
}

TEST_CASE_METHOD(upgrading_fixture,
                 "the old process ends what is left at handover-deadline, or when it is asked to stop") {
  scripted_backend backend(echo);
  const bool asked = GENERATE(false, true);
  auto& balancer = start_balancer(with_handover(
      {.backends = {backend.url()},
       .settings = {{"shutdown.handover-deadline", asked ? "1h" : "200ms"}, {"shutdown.deadline", "200ms"}}}));
  http_client client(balancer.port());
  client.send("GET", "/chat", {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}});
  REQUIRE(read_response_head(client.stream()).status == 101);
  upgrade(balancer.port());
  if (asked)
    balancer.process().signal(SIGTERM);
  CHECK(balancer.process().wait() == 0);
  CHECK(http_client(balancer.port()).get("/health").status == 200); // the new one is as it was
}

TEST_CASE_METHOD(upgrading_fixture, "if the new process cannot start, nothing has happened, and it is told why") {
  auto& balancer = start_balancer(with_handover({.backends = start_backends(2)}));
  const configured operator_of(balancer.port());
  const auto before = operator_of.text();
  operator_of.write("[global]\nport=99999\n");
  const auto answer = operator_of.ask("POST", "/upgrade");
  CHECK(answer.status == 502);
  INFO(answer.body << balancer.process().errors());
  CHECK(contains(answer.body, "exit code 2"));
  CHECK(contains(balancer.process().errors(), "99999"));
  CHECK(operator_of.text() == before);
  CHECK(http_client(balancer.port()).get("/").status == 200);
  CHECK(balancer.process().running());

  operator_of.write(configuration(with_handover({.backends = {backends().front().url()}})));
  CHECK(api(balancer.port()).ask("PATCH", "/pools/main", R"({"algorithm":"random"})").status ==
        200); // changes are taken again
  CHECK(balancer.stop() == 0);
}

TEST_CASE_METHOD(upgrading_fixture, "a process that reaches none of the healthy backends does not take over") {
  const auto pool = start_backends(2);
  auto& balancer = start_balancer(with_handover({.backends = pool}));
  const configured operator_of(balancer.port());
  operator_of.write(configuration(with_handover({.backends = pool, .settings = {{"health.status", "[\"299\"]"}}})));
  const auto answer = operator_of.ask("POST", "/upgrade");
  CHECK(answer.status == 502);
  INFO(answer.body << balancer.process().errors());
  CHECK(contains(answer.body, "none of the 2 backends that are healthy has answered"));
  CHECK(http_client(balancer.port()).get("/").status == 200);
  CHECK(balancer.stop() == 0);
}

TEST_CASE_METHOD(upgrading_fixture,
                 "what is changed while a process takes over is refused, and a second upgrade as well") {
  gate answers;
  std::atomic<bool> slow{false};
  scripted_backend backend(
      [&](conversation& c) {
        if (c.asked.target == "/health" && slow)
          answers.pass();
        c.answer(200);
      },
      scripted_backend::health_checks::by_script);
  auto& balancer = start_balancer(
      with_handover({.backends = {backend.url()}, .settings = {{"health.interval", "1h"}, {"health.timeout", "8s"}}}));
  slow = true;
  balancer.process().signal(SIGUSR2);
  REQUIRE(eventually([&] { return balancer.events("taking over").size() == 1; }));
  const configured operator_of(balancer.port());
  CHECK(eventually([&] {
    const auto answer =
        operator_of.ask("PATCH", "/pools/main", {{"Content-Type", "application/json"}}, R"({"algorithm":"random"})");
    return answer.status == 503 && answer.value("Retry-After") == "1";
  }));
  CHECK(operator_of.ask("GET", "/pools/main").status == 200);
  CHECK(operator_of.ask("POST", "/upgrade").status == 503);
  answers.open();
  REQUIRE(balancer.process().wait() == 0);
  note(balancer.events("handed over").at(0)["to"].get<pid_t>());
  CHECK(operator_of.ask("PATCH", "/pools/main", {{"Content-Type", "application/json"}}, R"({"algorithm":"random"})")
            .status == 200);
}

TEST_CASE_METHOD(upgrading_fixture, "the process that takes over may have more workers, or fewer") {
  const auto pool = start_backends(2);
  const auto [first, then] = GENERATE(std::pair(1U, 4U), std::pair(4U, 1U));
  auto& balancer = start_balancer(with_handover({.backends = pool, .workers = first}));
  traffic clients(balancer.port(), {.clients = 6, .restless = 6});
  REQUIRE(eventually([&] { return clients.answered() > 100; }));
  configured(balancer.port()).write(configuration(with_handover({.backends = pool, .workers = then})));
  upgrade(balancer.port());
  const auto before = clients.answered();
  CHECK(eventually([&] { return clients.answered() > before + 500; }));
  CHECK(clients.stop().failures.empty());
  CHECK(balancer.process().wait() == 0);
}

TEST_CASE_METHOD(upgrading_fixture,
                 "the process that takes over may listen at an address around the former, or within it") {
  const auto [first, then] =
      GENERATE(std::pair("[\"127.0.0.1\"]", "[\"0.0.0.0\"]"), std::pair("[\"0.0.0.0\"]", "[\"127.0.0.1\"]"));
  const reserved_port port;
  auto setup = with_handover({.backends = start_backends(1),
                              .settings = {{"global.port", std::to_string(port.number())}, {"global.address", first}}});
  auto& balancer = start_balancer(setup);
  setup.settings["global.address"] = then;
  configured(balancer.port()).write(configuration(setup));
  upgrade(balancer.port());
  CHECK(balancer.process().wait() == 0);
  CHECK(http_client(balancer.port()).get("/").status == 200);
}

TEST_CASE_METHOD(upgrading_fixture, "the socket of the own addresses goes over, and its file stays") {
  temp_folder folder;
  const auto path = (folder.path() / "admin.sock").string();
  auto& balancer = start_balancer(
      with_handover({.backends = start_backends(1), .settings = {{"admin.listen", "\"unix:" + path + "\""}}}));
  struct stat before {};
  REQUIRE(::stat(path.c_str(), &before) == 0);
  const auto told = run_loadex({"upgrade", "-o", "json", "-u", "unix:" + path});
  INFO(told.errors);
  REQUIRE(told.code == 0);
  note(json::parse(told.output)["now"]["process"].get<pid_t>());
  CHECK(balancer.process().wait() == 0);
  struct stat after {};
  REQUIRE(::stat(path.c_str(), &after) == 0);
  CHECK(after.st_ino == before.st_ino);
  CHECK(run_loadex({"health", "-u", "unix:" + path}).code == 0);
}

TEST_CASE_METHOD(upgrading_fixture, "who has just connected to the own addresses is answered after an upgrade, too") {
  auto& balancer =
      start_balancer(with_handover({.backends = start_backends(1), .settings = {{"admin.listen", "\"127.0.0.1:0\""}}}));
  http_client scraper(balancer.admin_port());
  upgrade(balancer.admin_port()); // which the old process has accepted after the other
  CHECK(scraper.get("/metrics").status == 200);
  CHECK(balancer.process().wait() == 0);
}

TEST_CASE_METHOD(upgrading_fixture, "without a socket for it there is no upgrade: SIGUSR2 is only logged") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  balancer.process().signal(SIGUSR2);
  CHECK(eventually([&] { return balancer.events("signal ignored").size() == 1; }));
  const auto answer = configured(balancer.port()).ask("POST", "/upgrade");
  CHECK(answer.status == 409);
  CHECK(contains(answer.body, "[global] handover"));
  CHECK(balancer.process().running());
}

TEST_CASE_METHOD(upgrading_fixture,
                 "a service manager is told whom to look after, and hears of that process from then on") {
  manager_socket manager;
  auto setup = with_handover({.backends = start_backends(1)});
  setup.environment = {"NOTIFY_SOCKET=" + manager.name(), "WATCHDOG_USEC=200000"};
  auto& balancer = start_balancer(setup);
  manager.await("READY=1");
  const auto successor = upgrade(balancer.port());
  manager.await("MAINPID=" + std::to_string(successor));
  CHECK(balancer.process().wait() == 0);

  const auto told = manager.told().size();
  manager.await("WATCHDOG=1", told); // only the new process is there
  std::size_t introduced = 0;
  std::size_t ready = 0;
  for (std::size_t i = 0; i < manager.told().size(); ++i) {
    if (says(manager.told()[i], "MAINPID="))
      introduced = i;
    if (says(manager.told()[i], "READY=1"))
      ready = i;
  }
  CHECK(introduced < ready); // it is listened to
  CHECK(manager.count("STOPPING=1") == 0);
}
