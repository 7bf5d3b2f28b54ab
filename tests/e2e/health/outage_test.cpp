#include "tests/e2e/health/patient.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/full_backlog.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <csignal>

// What takes a backend out and what brings it back, each over real sockets and under 50 clients, none of which may
// meet a failure.

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

TEST_CASE_METHOD(patient_fixture,
                 "a health check that answers 503 and then 200 takes a backend out and brings it back") {
  const auto& patient = start_backend();
  admit(patient.url());

  patient.answer_health_with(503);
  CHECK(tells({"backend down", "probe", "status_unexpected", "HTTP 503"}));
  CHECK(comes_to_be("unhealthy"));
  double before = 0;
  CHECK(eventually([&] { return before = requests(), answers(500) && requests() == before; }));
  CHECK(probes("status_unexpected") >= 1);

  patient.answer_health_with(200);
  CHECK(tells({"backend up", "probe", "", "HTTP 200"}));
  CHECK(comes_to_be("healthy"));
  CHECK(eventually([&] { return requests() > before + 50; }));
  CHECK(probes("ok") >= 1);
}

TEST_CASE_METHOD(patient_fixture,
                 "requests that hang with a backend end well, whether it then breaks or answers them") {
  const auto in_the_end = GENERATE(conduct::resets, conduct::answers);
  faulty_backend patient;
  admit(patient.url(), {}, "timeout=300ms");

  patient.behave(conduct::hangs);
  CHECK(tells({"backend down", "probe", "response_timeout", "no answer in time"}));
  CHECK(comes_to_be("unhealthy"));
  CHECK(probes("response_timeout") >= 1);
  CHECK(balancer().in_flight() > 0); // they wait there

  patient.behave(in_the_end);
  CHECK(answers(500));
  patient.behave(conduct::answers);
  CHECK(tells({"backend up", "probe"}));
  CHECK(comes_to_be("healthy"));
  const auto before = requests();
  CHECK(eventually([&] { return requests() > before + 50; }));
}

TEST_CASE_METHOD(patient_fixture, "a backend that resets every connection is out at once and back when it answers") {
  faulty_backend patient;
  admit(patient.url());

  patient.behave(conduct::resets);
  CHECK(tells({"backend down", "", "reset"}));
  CHECK(eventually([&] { return probes("reset") >= 1; }));
  CHECK(comes_to_be("unhealthy"));
  CHECK(answers(500));

  patient.behave(conduct::answers);
  CHECK(tells({"backend up", "probe"}));
  CHECK(comes_to_be("healthy"));
}

TEST_CASE_METHOD(patient_fixture, "a process that is killed and started again on its port costs nobody anything") {
  auto& patient = start_backend();
  admit(patient.url());

  patient.kill();
  CHECK(tells({"backend down"})); // reset or connect_refused, by whoever sees it first
  CHECK(comes_to_be("unhealthy"));
  CHECK(eventually([&] { return probes("connect_refused") >= 1; }));
  CHECK(answers(500));

  patient.restart();
  CHECK(tells({"backend up", "probe"}));
  CHECK(comes_to_be("healthy"));
  const auto before = requests();
  CHECK(eventually([&] { return requests() > before + 50; }));
}

TEST_CASE_METHOD(patient_fixture, "a process that is stopped for a while is out, and then answers all it was asked") {
  auto& patient = start_backend();
  admit(patient.url(), {}, "timeout=300ms");

  patient.process().signal(SIGSTOP);
  CHECK(tells({"backend down", "probe", "response_timeout"})); // the kernel accepts connections all the same
  CHECK(comes_to_be("unhealthy"));

  patient.process().signal(SIGCONT);
  CHECK(tells({"backend up", "probe"}));
  CHECK(comes_to_be("healthy"));
  CHECK(answers(500));
}

TEST_CASE_METHOD(patient_fixture, "a backend that is late with the first byte, but in time, stays in the pool") {
  faulty_backend patient;
  admit(patient.url());

  patient.behave(conduct::falters);
  const auto before = patient.requests();
  CHECK(eventually([&] { return patient.requests() >= before + 300; }));
  CHECK(comes_to_be("healthy"));
  CHECK(balancer().events("backend down").empty());
  CHECK(balancer().metrics().sum("golb_retries_total") == 0);
}

TEST_CASE_METHOD(patient_fixture, "a backend that accepts no connection is taken out by the first request to it") {
  const full_backlog patient;
  const auto health = fully_scripted(answering(200)); // which says that all is well
  admit(patient.url(), {{"proxy.connect-timeout", "300ms"}, {"circuit.outages", "2"}},
        "port=" + std::to_string(health.port()));

  CHECK(tells({"backend down", "traffic", "connect_timeout", "a request could not be connected"}));
  CHECK(tells({"backend up", "probe"}));
  CHECK(tells({"backend down", "traffic", "connect_timeout"}));
  CHECK(tells({"backend ejected", "pool", "connect_timeout"}));
  CHECK(comes_to_be("ejected"));
  CHECK(answers(500));
  CHECK(ejections() == 1);
}
