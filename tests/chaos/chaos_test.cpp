#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/traffic.hpp"

#include <catch2/catch.hpp>

#include <iterator>
#include <random>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

namespace {

constexpr int enough = 100; // flips

std::size_t any_of(std::size_t count) {
  static std::mt19937 random{std::random_device{}()};
  return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
}

} // namespace

TEST_CASE_METHOD(fixture, "all of 50 clients are answered while one backend of ten at a time is ill for 5 ms") {
  const auto* algorithm = GENERATE("roundrobin", "weightedroundrobin", "leastconnection", "iphash", "urlhash");
  INFO(algorithm);
  auto& balancer = start_balancer({.backends = start_backends(10), .algorithm = algorithm});

  traffic clients(balancer.port(), {.clients = 50});
  int flips = 0;
  // A probe comes every 100 ms, so most of the flips pass unseen; the test wants some that do not.
  const bool noticed = eventually(
      [&] {
        const auto ill = std::next(backends().begin(), static_cast<std::ptrdiff_t>(any_of(10)));
        ill->answer_health_with(503);
        let_pass(5ms);
        ill->answer_health_with(200);
        return ++flips >= enough && !balancer.events("backend down").empty();
      },
      20s);
  const auto sent = clients.stop();

  CHECK(noticed);
  CHECK(sent.failures.empty());
}

TEST_CASE_METHOD(fixture, "no GET fails while one process of five at a time is killed and started again") {
  const auto* algorithm = GENERATE("roundrobin", "leastconnection", "urlhash");
  INFO(algorithm);
  auto& balancer = start_balancer({.backends = start_backends(5), .algorithm = algorithm});

  traffic clients(balancer.port(), {.clients = 50});
  for (int round = 0; round < 5; ++round) {
    const auto victim = std::next(backends().begin(), static_cast<std::ptrdiff_t>(any_of(5)));
    const auto before = clients.answered();
    victim->kill();
    REQUIRE(eventually([&] { return clients.answered() > before + 200; }));
    victim->restart();
    REQUIRE(eventually([&] { return balancer.is_healthy(victim->url()); }));
  }
  const auto sent = clients.stop();

  CHECK(sent.failures.empty());
  CHECK(sent.answered > 1000);
}
