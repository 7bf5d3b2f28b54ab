#include "tests/e2e/health/patient.hpp"

#include "tests/support/e2e/eventually.hpp"

#include <catch2/catch.hpp>

#include <exception>
#include <utility>

namespace loadex::tests::e2e {

namespace {

bool fits(const nlohmann::json& event, const report& what) {
  return (what.by.empty() || event.at("by") == what.by) &&
         (what.reason.empty() || event.value("reason", "") == what.reason) &&
         event.at("detail").get<std::string>().starts_with(what.detail);
}

} // namespace

patient_fixture::~patient_fixture() {
  if (!clients_)
    return;
  const auto sent = clients_->stop();
  if (std::uncaught_exceptions() > 0)
    return; // the test has failed already
  CAPTURE(sent.failures);
  CHECK(sent.failures.empty());
}

void patient_fixture::admit(const std::string& patient, settings with, const std::string& own, std::size_t sound) {
  patient_ = patient;
  std::string pool = "{url=\"" + patient + "\", health={" + own + "}}";
  for (const auto& other : start_backends(sound))
    pool += ", {url=\"" + other.url + "\"}";
  with.emplace("global.backends", '[' + pool + ']');
  with.emplace("health.unsettled-interval", "50ms");
  with.emplace("health.slow-start", "0s");
  balancer_ = &start_balancer({.backends = {}, .settings = std::move(with)});
  REQUIRE(comes_to_be("healthy"));
  clients_.emplace(balancer_->port(), traffic::plan{.clients = 50});
  REQUIRE(answers(200));
}

bool patient_fixture::comes_to_be(std::string_view state) const {
  return eventually([&] {
    const auto now = balancer_->metrics();
    const auto backend = label("backend", patient_);
    return now.sum("golb_backend_state", {backend}) == 1 &&
           now.sum("golb_backend_state", {backend, label("state", state)}) == 1 &&
           now.sum("golb_backend_up", {backend}) == (state == "healthy" ? 1 : 0);
  });
}

bool patient_fixture::tells(const report& what) {
  return eventually([&] {
    for (const auto& event : balancer_->events(what.message))
      if (event.at("backend") == patient_ && event.at("event") > read_up_to_ && fits(event, what)) {
        read_up_to_ = event.at("event");
        return true;
      }
    return false;
  });
}

bool patient_fixture::answers(std::size_t more) const {
  const auto before = clients_->answered();
  return eventually([&] { return clients_->answered() >= before + more; });
}

double patient_fixture::probes(std::string_view result) const {
  return of_patient("golb_health_checks_total", label("result", result));
}

double patient_fixture::ejections() const {
  return of_patient("golb_backend_ejections_total");
}

double patient_fixture::requests_in(const exposition& page) const {
  return page.sum("golb_requests_total", {label("backend", patient_)});
}

tally patient_fixture::dismiss_clients() {
  auto sent = clients_->stop();
  clients_.reset();
  return sent;
}

double patient_fixture::of_patient(std::string_view family, std::string_view which) const {
  return balancer_->metrics().sum(family, {label("backend", patient_), std::string(which)});
}

} // namespace loadex::tests::e2e
