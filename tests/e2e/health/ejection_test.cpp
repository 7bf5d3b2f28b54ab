#include "tests/e2e/health/patient.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/http_client.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <list>

// Backends that come and go: ejected for a while, on trial, and back.

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

TEST_CASE_METHOD(patient_fixture, "a backend that flaps is ejected, then on trial, then back when it behaves") {
  const auto& patient = start_backend();
  admit(patient.url(), {{"health.interval", "50ms"}, {"circuit.outages", "3"}, {"circuit.ejection", "3s"}});

  unsigned flips = 0;
  CHECK(eventually([&] {
    patient.answer_health_with(++flips % 2 == 1 ? 503 : 200);
    let_pass(200ms);
    return ejections() == 1;
  }));
  CHECK(balancer().events("backend down").size() >= 3);
  CHECK(tells({"backend ejected", "pool", "status_unexpected", "for 3000 ms"}));
  CHECK(comes_to_be("ejected"));
  const auto before = requests();
  patient.answer_health_with(200);
  CHECK(answers(200));
  CHECK(requests() <= before + 50); // those that were there already

  CHECK(tells({"backend on trial", "pool", "", "one request at a time"}));
  CHECK(tells({"backend up", "trial"}));
  CHECK(comes_to_be("healthy"));
  CHECK(eventually([&] { return requests() > before + 100; }));
}

TEST_CASE_METHOD(patient_fixture,
                 "a backend whose health check lies is ejected, for twice as long after every failed trial") {
  faulty_backend patient;
  admit(patient.url(), {{"circuit.outages", "2"}, {"circuit.ejection", "150ms"}});

  patient.behave(conduct::resets, conduct::answers);
  for (int outage = 0; outage < 2; ++outage)
    CHECK(tells({"backend down", "traffic", "reset"}));
  CHECK(tells({"backend ejected", "pool", "reset", "for 150 ms"}));
  for (const auto* length : {"for 300 ms", "for 600 ms", "for 1200 ms"}) {
    CHECK(tells({"backend on trial", "pool"}));
    CHECK(tells({"backend ejected", "trial", "reset", length}));
  }
  CHECK(ejections() == 4);

  patient.behave(conduct::answers);
  CHECK(tells({"backend on trial", "pool"}));
  CHECK(tells({"backend up", "trial"}));
  CHECK(comes_to_be("healthy"));
  CHECK(probes("reset") == 0);
}

TEST_CASE_METHOD(fixture, "no POST is ever the trial of a backend that breaks every request") {
  faulty_backend broken;
  const auto& sound = start_backend();
  auto& balancer = start_balancer(
      {.backends = {broken.url(), sound.url()},
       .settings = {{"circuit.outages", "1"}, {"circuit.ejection", "100ms"}, {"health.unsettled-interval", "50ms"}}});
  const auto ejections = [&] { return balancer.events("backend ejected").size(); };
  const auto trials = [&] { return balancer.events("backend on trial").size(); };
  broken.behave(conduct::resets, conduct::answers);
  http_client client(balancer.port());
  CHECK(eventually([&] { return client.get("/").status == 200 && ejections() == 1; }));
  CHECK(eventually([&] { return trials() == 1; }));

  const auto before = broken.requests();
  for (int i = 0; i < 300; ++i)
    CHECK(client.ask("POST", "/", {}, "order").status == 200);
  CHECK(broken.requests() == before);
  CHECK(ejections() == 1);

  CHECK(eventually([&] { return client.get("/").status == 200 && broken.requests() == before + 1; }));
  CHECK(eventually([&] { return ejections() == 2; }));
}

TEST_CASE_METHOD(fixture, "no more backends are ejected at a time than the setting allows") {
  std::list<faulty_backend> broken(3);
  std::vector<pool_member> pool = start_backends(1);
  for (const auto& backend : broken)
    pool.emplace_back(backend.url());
  auto& balancer = start_balancer({.backends = pool,
                                   .settings = {{"circuit.outages", "1"},
                                                {"circuit.ejection", "10s"},
                                                {"circuit.most-ejected", "50"},
                                                {"health.unsettled-interval", "50ms"},
                                                {"health.slow-start", "0s"},
                                                {"proxy.attempts", "4"},
                                                {"proxy.retry-budget", "100"},
                                                {"proxy.retry-budget-minimum", "1000000"}}});
  const auto ejected = [&] { return balancer.metrics().sum("golb_backend_state", {label("state", "ejected")}); };

  traffic clients(balancer.port(), {.clients = 50});
  for (auto& backend : broken)
    backend.behave(conduct::resets, conduct::answers);
  CHECK(eventually([&] { return ejected() == 2; }));
  double most = 0;
  CHECK(eventually([&] {
    most = std::max(most, ejected());
    return !balancer.events("backend spared").empty(); // the third stays, and its requests go on to the fourth
  }));
  CHECK(most == 2);
  CHECK(clients.stop().failures.empty());
}
