#include "tests/live/live_fixture.hpp"
#include "tests/support/e2e/eventually.hpp"

#include <catch2/catch.hpp>

#include <iterator>
#include <string>
#include <vector>

using namespace loadex;
using namespace loadex::tests::live;
using loadex::tests::e2e::eventually;
using loadex::tests::e2e::traffic;
using observability::event_kind;

TEST_CASE_METHOD(live_fixture, "a backup gets nothing until all others are killed, then everything, and no GET fails") {
  const auto urls = demo_backends(3);
  const auto& spare = urls[2];
  auto& balancer = balance({member(urls[0]), member(urls[1]), member(spare, 1, true)});
  auto& first = backends().front();
  auto& second = *std::next(backends().begin());

  traffic clients(balancer.port(), crowd);
  CHECK(shares(clients)[spare] == 0);
  first.kill();
  REQUIRE(eventually([&] { return balancer.count(event_kind::backend_down, first.url()) == 1; }));
  CHECK(shares(clients)[spare] == 0);
  second.kill();
  REQUIRE(eventually([&] { return balancer.count(event_kind::backend_down, second.url()) == 1; }));
  CHECK(shares(clients)[spare] == 1);

  first.restart();
  second.restart();
  REQUIRE(eventually([&] { return balancer.count(event_kind::backend_up, first.url()) == 2; }));
  REQUIRE(eventually([&] { return balancer.count(event_kind::backend_up, second.url()) == 2; }));
  auto after = shares(clients);
  CHECK(after[spare] == 0);
  CHECK(after[first.url()] == Approx(0.5).margin(0.05));
  CHECK(clients.stop().failures.empty());
}

TEST_CASE_METHOD(
    live_fixture,
    "a backup takes over when all others are killed in the same moment, and no GET fails within the budget") {
  const auto urls = demo_backends(3);
  const auto& spare = urls[2];
  config::proxy_settings proxy; // whoever was with one of them may come to the other one next: a second failover
  proxy.retry_budget_minimum = 1000;
  auto& balancer =
      balance({member(urls[0]), member(urls[1]), member(spare, 1, true)}, config::algorithm::round_robin, proxy);

  traffic clients(balancer.port(), crowd);
  await_answers(clients, 1000);
  backends().front().kill();
  std::next(backends().begin())->kill();
  REQUIRE(eventually([&] { return balancer.count(event_kind::backend_down) == 2; }));
  CHECK(shares(clients)[spare] == 1);
  CHECK(clients.stop().failures.empty());
}
