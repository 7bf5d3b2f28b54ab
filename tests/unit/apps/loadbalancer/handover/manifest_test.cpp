#include "apps/loadbalancer/handover/manifest.hpp"
#include "config/own_settings.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <vector>

using namespace loadex;
using namespace loadex::actors;
using namespace std::chrono_literals;
using handover::to_text;
using moment = backend_memory::time;

namespace {

config::backend_settings backend(const std::string& url) {
  return {.url = config::backend_url::parse(url).value(), .weight = 7, .backup = true, .max_connections = 40};
}

backend_memory ejected() {
  return {.health = health::state::unhealthy,
          .only_for_requests = true,
          .circuit = {.current = health::circuit::state::open,
                      .outages = {moment(1s), moment(2s)},
                      .unforgiven = 2,
                      .forgiven = moment(3s),
                      .ejections = 4},
          .ejected_until = moment(10s),
          .latest_fault = base::reason::connect_refused,
          .latest_probe = {false, base::reason::connect_refused, "Connection \"refused\""},
          .latency = 0.25s,
          .warming_since = moment(5s),
          .in_flight = 12};
}

pool_memory pool() {
  return {.name = "api",
          .algorithm = config::algorithm::peak_ewma,
          .wanted_algorithm = config::algorithm::random,
          .claims = {{"configuration", backend("http://10.0.0.1:8001")}, {"api", backend("http://[::1]:80")}},
          .members = {{.how = backend("http://10.0.0.1:8001"),
                       .in_service = false,
                       .why = base::reason::connect_refused,
                       .detail = "\xff is no text",
                       .last_probe = "HTTP 200",
                       .since = std::chrono::system_clock::time_point(1'700'000'000'123ms),
                       .backend = ejected()}}};
}

} // namespace

TEST_CASE("what a process tells of its pools is read as it was") {
  const auto read = handover::pools_from(to_text(std::vector{pool()}));
  REQUIRE(read);
  REQUIRE(read->size() == 1);
  const auto& known = read->front();
  CHECK(known.name == "api");
  CHECK(known.algorithm == config::algorithm::peak_ewma);
  CHECK(known.wanted_algorithm == config::algorithm::random);
  REQUIRE(known.claims.size() == 2);
  CHECK(known.claims[1].source == "api");
  CHECK(known.claims[1].wanted.url.text() == "http://[::1]:80");
  REQUIRE(known.members.size() == 1);
  const auto& member = known.members.front();
  CHECK(member.how.weight == 7);
  CHECK(member.how.backup);
  CHECK(member.how.max_connections == 40U);
  CHECK_FALSE(member.in_service);
  CHECK(member.why == base::reason::connect_refused);
  CHECK(member.last_probe == "HTTP 200");
  CHECK(member.since.time_since_epoch() == 1'700'000'000'123ms);
  const auto& of = member.backend;
  CHECK(of.health == health::state::unhealthy);
  CHECK(of.only_for_requests);
  CHECK(of.circuit.current == health::circuit::state::open);
  CHECK(of.circuit.outages == std::vector{moment(1s), moment(2s)});
  CHECK(of.circuit.unforgiven == 2);
  CHECK(of.circuit.forgiven == moment(3s));
  CHECK(of.circuit.ejections == 4);
  CHECK(of.ejected_until == moment(10s));
  CHECK(of.latest_fault == base::reason::connect_refused);
  CHECK(of.latest_probe == ejected().latest_probe);
  CHECK(of.latency == 0.25s);
  CHECK(of.warming_since == moment(5s));
  CHECK(of.in_flight == 12);
}

TEST_CASE("what is not known of a backend is left out, and what another version says besides is passed over") {
  auto one = pool();
  one.members.front().backend = {};
  auto text = to_text(std::vector{one});
  CHECK(text.find("ejected_until") == std::string::npos);
  text.insert(1, R"("news of a later version":{"x":[]},)");
  const auto read = handover::pools_from(text);
  REQUIRE(read);
  const auto& of = read->front().members.front().backend;
  CHECK(of.health == health::state::checking);
  CHECK_FALSE(of.ejected_until);
  CHECK_FALSE(of.latency);
  CHECK_FALSE(of.warming_since);
}

TEST_CASE("a text that was cut short, or says something else, is nothing") {
  const auto text = to_text(std::vector{pool()});
  CHECK_FALSE(handover::pools_from(text.substr(0, text.size() / 2)));
  CHECK_FALSE(handover::pools_from("{}"));
  CHECK_FALSE(handover::pools_from(R"({"pools":[{"name":1}]})"));
  CHECK_FALSE(handover::greeting_from("taken"));
  CHECK_FALSE(handover::names_from(text));
  CHECK_FALSE(handover::remaining_from(text));
}

TEST_CASE("greetings, names and what is left are read as they were") {
  CHECK(handover::greeting_from(to_text(handover::greeting{"1.2.3"}))->version == "1.2.3");
  const std::vector<std::string> names{"web", "admin:"};
  CHECK(handover::names_from(to_text(names)) == names);
  const std::vector<handover::remaining> left{{"api", "http://10.0.0.1:8001", 3}};
  CHECK(handover::remaining_from(to_text(left)) == left);
}
