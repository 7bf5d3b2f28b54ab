#include "config/algorithm.hpp"
#include "tests/live/live_fixture.hpp"

#include <catch2/catch.hpp>

using namespace loadex;
using namespace loadex::tests::live;
using config::algorithm;
using loadex::tests::e2e::traffic;
using observability::event_kind;

TEST_CASE_METHOD(live_fixture,
                 "no request fails while the algorithm is switched through all eleven, three times over") {
  std::vector<config::backend_settings> pool;
  for (const auto& url : demo_backends(3))
    pool.push_back(member(url));
  auto& balancer = balance(pool, config::algorithms().back().which);

  traffic clients(balancer.port(), crowd);
  for (int round = 0; round < 3; ++round)
    for (const auto& next : config::algorithms()) {
      await_answers(clients, 200);
      CHECK(balancer.obey(actors::change_algorithm{next.which, {}}).what == actors::membership_change::outcome::done);
      CHECK(balancer.explain().algorithm == next.which);
    }
  await_answers(clients, 200);
  const auto sent = clients.stop();

  CHECK(config::algorithms().size() == 11);
  CHECK(balancer.count(event_kind::algorithm_changed) == 33);
  CHECK(sent.failures.empty());
  CHECK(sent.by_backend.size() == 3);
}

TEST_CASE_METHOD(live_fixture, "every algorithm that is switched to shares out at once as it promises", "[timing]") {
  const auto urls = demo_backends(2, {"--delay", "5ms"}); // so that they are equally fast however busy the machine is
  const auto& heavy = urls[0];
  auto& balancer = balance({member(heavy, 3), member(urls[1], 1)});
  const auto switch_to = [&](algorithm which) { balancer.obey(actors::change_algorithm{which, {}}); };

  traffic clients(balancer.port(), crowd);
  CHECK(shares(clients)[heavy] == Approx(0.50).margin(0.05));
  switch_to(algorithm::weighted_round_robin);
  CHECK(shares(clients)[heavy] == Approx(0.75).margin(0.05));
  switch_to(algorithm::least_connections);
  CHECK(shares(clients)[heavy] == Approx(0.75).margin(0.10));
  switch_to(algorithm::first);
  CHECK(shares(clients)[heavy] == 1);
  switch_to(algorithm::random);
  CHECK(shares(clients)[heavy] == Approx(0.75).margin(0.08));
  switch_to(algorithm::power_of_two);
  CHECK(shares(clients)[heavy] == Approx(0.75).margin(0.10));
  switch_to(algorithm::url_hash); // they all ask for the same
  const auto by_url = shares(clients);
  CHECK((by_url.at(heavy) == 1 || by_url.at(urls[1]) == 1));
  switch_to(algorithm::round_robin);
  CHECK(shares(clients)[heavy] == Approx(0.50).margin(0.05));

  CHECK(clients.stop().failures.empty());
}
