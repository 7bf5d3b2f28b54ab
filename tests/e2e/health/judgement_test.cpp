#include "tests/e2e/health/patient.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <atomic>

// What is judged over many requests: ratios, shares, latencies, and the pool as a whole.

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

namespace {

struct judged : patient_fixture {
  /// The patient's share of so many requests that come next, or a few more.
  double share(std::size_t of_requests) {
    const auto before = balancer().metrics();
    REQUIRE(answers(of_requests));
    const auto after = balancer().metrics();
    return (requests_in(after) - requests_in(before)) /
           (after.sum("golb_requests_total") - before.sum("golb_requests_total"));
  }
};

bool all_are(const daemon_process& balancer, std::string_view state, double count) {
  return balancer.metrics().sum("golb_backend_state", {"state=\"" + std::string(state) + '"'}) == count;
}

} // namespace

TEST_CASE_METHOD(patient_fixture, "a backend half of whose answers are errors is taken out by the failure ratio") {
  const auto& patient = start_backend({"--failure-rate", "0.5"});
  admit(patient.url(), {{"health.traffic-status", R"(["500"])"},
                        {"health.traffic-failures", "1000000"}, // a row never finds it
                        {"health.failure-ratio", "30"},
                        {"health.failure-minimum", "50"},
                        {"circuit.outages", "2"},
                        {"circuit.ejection", "10s"}});

  CHECK(tells({"backend down", "traffic", "status_unexpected"}));
  CHECK(tells({"backend ejected", "pool", "status_unexpected"}));
  CHECK(balancer().events("backend down").front().at("detail").get<std::string>().find(" requests broke") !=
        std::string::npos);
  CHECK(comes_to_be("ejected"));
  CHECK(probes("ok") >= 1);
  CHECK(answers(200));
  for (const auto& failure : dismiss_clients().failures)
    CHECK(failure.starts_with("HTTP/1.1 500")); // which are its answers, and relayed
}

TEST_CASE_METHOD(fixture,
                 "the failure ratio takes a backend out when a request breaks, and never for one that ends well") {
  std::atomic<int> asked = 0;
  scripted_backend patient([&](conversation& now) { now.answer(++asked == 2 ? 200 : 500); });
  auto& balancer = start_balancer({.backends = {patient.url()},
                                   .workers = 1,
                                   .settings = {{"health.traffic-status", R"(["500"])"},
                                                {"health.failure-ratio", "30"},
                                                {"health.failure-minimum", "2"}}});
  http_client client(balancer.port());
  CHECK(client.get("/").status == 500);
  CHECK(client.get("/").status == 200); // now there are enough requests, and too many of them broke
  CHECK(client.get("/").status == 500);
  REQUIRE(eventually([&] { return !balancer.events("backend spared").empty(); })); // it is the only one
  const auto spared = balancer.events("backend spared").front();
  CHECK(spared.value("reason", "") == "status_unexpected");
  CHECK(spared.at("detail").get<std::string>().starts_with("2 of the last 3 requests broke"));
}

TEST_CASE_METHOD(judged, "a backend that comes back gets a share that grows", "[timing]") {
  const auto& patient = start_backend();
  admit(patient.url(), {{"health.slow-start", "4s"}});
  CHECK(share(1000) == Approx(1.0 / 3).margin(0.03)); // those there at the start do not warm up

  patient.answer_health_with(503);
  CHECK(comes_to_be("unhealthy"));
  patient.answer_health_with(200);
  CHECK(comes_to_be("healthy"));
  CHECK(share(300) < 0.15);
  double later = 0;
  CHECK(eventually([&] { return (later = share(300)) > 0.15 && later < 0.3; }));
  CHECK(eventually([&] { return share(1000) == Approx(1.0 / 3).margin(0.03); }));
}

TEST_CASE_METHOD(judged, "a slow backend among four loses weight down to the floor, and gets it back", "[timing]") {
  faulty_backend patient;
  admit(patient.url(), {{"outlier.factor", "3"}, {"outlier.interval", "300ms"}, {"outlier.floor", "40"}}, {}, 3);
  CHECK(balancer().events("weight eased").empty());

  patient.behave(conduct::falters, conduct::answers);
  for (const auto* left : {"50 % counts", "40 % counts"})
    CHECK(tells({"weight eased", "pool", "", left}));
  CHECK(comes_to_be("healthy"));
  CHECK(share(2000) == Approx(0.4 / 4).margin(0.03)); // of its turns, it keeps 40 %

  patient.behave(conduct::answers);
  for (const auto* back : {"80 % counts", "100 % counts"})
    CHECK(tells({"weight eased", "pool", "", back}));
  CHECK(eventually([&] { return share(1000) == Approx(0.25).margin(0.03); }));
}

TEST_CASE_METHOD(fixture, "with nobody healthy a request is refused, and told since when and why") {
  auto& balancer = start_balancer({.backends = start_backends(2)});
  for (const auto& backend : backends())
    backend.answer_health_with(503);
  REQUIRE(eventually([&] { return !balancer.events("pool down").empty(); }));

  const auto answer = http_client(balancer.port()).get("/");
  CHECK(answer.status == 502);
  const auto problem = nlohmann::json::parse(answer.body);
  CHECK(problem.at("reason") == "no_backend");
  const auto detail = problem.at("detail").get<std::string>();
  CHECK(detail.find("None has been for ") != std::string::npos);
  CHECK(detail.find("the last change was for the reason status_unexpected") != std::string::npos);
  const auto down = balancer.events("pool down").front();
  CHECK(down.at("by") == "pool");
  CHECK(down.at("reason") == "status_unexpected");

  for (const auto& backend : backends())
    backend.answer_health_with(200);
  CHECK(eventually([&] { return balancer.events("pool up").size() == 1; }));
  CHECK(eventually([&] { return http_client(balancer.port()).get("/").status == 200; }));
}

TEST_CASE_METHOD(fixture, "with nobody healthy requests are tried anyway if that is set, and none fails") {
  auto& balancer =
      start_balancer({.backends = start_backends(3), .settings = {{"health.when-all-down", R"("try-anyway")"}}});
  traffic clients(balancer.port(), {.clients = 50});
  for (const auto& backend : backends())
    backend.answer_health_with(503);
  CHECK(eventually([&] { return balancer.events("pool down").size() == 1; }));
  CHECK(all_are(balancer, "unhealthy", 3));

  auto before = clients.so_far();
  CHECK(eventually([&] { return clients.answered() > before.answered + 1000; }));
  auto after = clients.so_far();
  for (const auto& backend : backends())
    CHECK(after.by_backend[backend.url()] > before.by_backend[backend.url()] + 100);

  backends().front().answer_health_with(200);
  CHECK(eventually([&] { return balancer.events("pool up").size() == 1; }));
  CHECK(clients.stop().failures.empty());
}
