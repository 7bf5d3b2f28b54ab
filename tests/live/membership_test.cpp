#include "tests/live/live_fixture.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/watched_backend.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <random>

using namespace loadex;
using namespace loadex::tests::live;
using namespace std::chrono_literals;
using config::algorithm;
using config::backend_url;
using loadex::tests::e2e::eventually;
using loadex::tests::e2e::http_client;
using loadex::tests::e2e::response;
using loadex::tests::e2e::traffic;
using loadex::tests::e2e::watched_backend;
using observability::event_kind;
using outcome = actors::membership_change::outcome;

TEST_CASE_METHOD(live_fixture,
                 "a backend that is added gets its share at once, and nothing once its removal is answered") {
  watched_backend newcomer(2ms);
  const auto urls = demo_backends(2);
  auto& balancer = balance({member(urls[0]), member(urls[1])});

  traffic clients(balancer.port(), crowd);
  await_answers(clients, 500);
  CHECK(balancer.obey(actors::add_backend{member(newcomer.url()), {}}).what == outcome::done);
  REQUIRE(eventually([&] { return balancer.count(event_kind::backend_up, newcomer.url()) == 1; }));
  for (const auto& [backend, share] : shares(clients)) {
    INFO(backend);
    CHECK(share == Approx(1.0 / 3).margin(0.05));
  }

  const auto end = balancer.obey(actors::remove_backend{backend_url::parse(newcomer.url()).value(), 10s, {}});
  const auto present = newcomer.present();
  const auto requests = newcomer.requests();
  CHECK(end.what == outcome::done);
  CHECK(end.requests_left == 0);
  CHECK(present == 0);
  await_answers(clients, 1000);
  CHECK(newcomer.requests() == requests);
  CHECK(clients.stop().failures.empty());
}

TEST_CASE_METHOD(live_fixture, "a backend gets nothing while it is disabled, and its share again when it is enabled") {
  const auto urls = demo_backends(3);
  auto& balancer = balance({member(urls[0]), member(urls[1]), member(urls[2])});

  traffic clients(balancer.port(), crowd);
  CHECK(balancer.obey(actors::disable_backend{backend_url::parse(urls[1]).value(), {}}).what == outcome::done);
  auto without = shares(clients);
  CHECK(without[urls[1]] == 0);
  CHECK(without[urls[0]] == Approx(0.5).margin(0.05));

  CHECK(balancer.obey(actors::enable_backend{backend_url::parse(urls[1]).value(), {}}).what == outcome::done);
  CHECK(shares(clients)[urls[1]] == Approx(1.0 / 3).margin(0.05));
  CHECK(clients.stop().failures.empty());
}

TEST_CASE_METHOD(live_fixture, "a weight changed from 1 to 5 changes the shares at once") {
  const auto urls = demo_backends(3);
  auto& balancer = balance({member(urls[0]), member(urls[1]), member(urls[2])}, algorithm::weighted_round_robin);

  traffic clients(balancer.port(), crowd);
  CHECK(shares(clients)[urls[0]] == Approx(1.0 / 3).margin(0.05));
  CHECK(balancer.obey(actors::change_weight{backend_url::parse(urls[0]).value(), 5, {}}).what == outcome::done);
  auto heavier = shares(clients);
  CHECK(heavier[urls[0]] == Approx(5.0 / 7).margin(0.05));
  CHECK(heavier[urls[1]] == Approx(1.0 / 7).margin(0.05));
  CHECK(clients.stop().failures.empty());
}

TEST_CASE_METHOD(live_fixture, "300 random orders in a row fail no request as long as one backend stays in service") {
  const auto urls = demo_backends(5);
  std::vector<config::backend_settings> pool;
  pool.reserve(urls.size());
  for (const auto& url : urls)
    pool.push_back(member(url));
  auto& balancer = balance(pool);

  std::mt19937 random{1}; // the same orders in every run
  const auto below = [&](std::size_t end) { return random() % end; };
  const auto give_any_order = [&] {
    const auto who = backend_url::parse(urls[1 + below(urls.size() - 1)]).value(); // the first one stays
    const auto weight = static_cast<std::uint32_t>(1 + below(5));
    switch (below(7)) {
    case 0:
      return balancer.order(actors::add_backend{member(who.text(), weight), {}});
    case 1:
      return balancer.order(actors::remove_backend{who, 20ms, {}});
    case 2:
      return balancer.order(actors::drain_backend{who, 20ms, {}});
    case 3:
      return balancer.order(actors::disable_backend{who, {}});
    case 4:
      return balancer.order(actors::enable_backend{who, {}});
    case 5:
      return balancer.order(actors::change_weight{who, weight, {}});
    default:
      return balancer.order(
          actors::change_algorithm{config::algorithms()[below(config::algorithms().size())].which, {}});
    }
  };

  traffic clients(balancer.port(), crowd);
  std::vector<promised<actors::membership_change>> orders;
  for (int i = 0; i < 300; ++i) {
    await_answers(clients, 10);
    orders.push_back(give_any_order());
  }
  for (auto& order : orders)
    CHECK_NOTHROW(answer_to(std::move(order)));
  await_answers(clients, 500);
  CHECK(clients.stop().failures.empty());

  const auto events = balancer.events();
  for (std::size_t i = 0; i < events.size(); ++i)
    CHECK(events[i]->number == i + 1);
  for (const auto kind : {event_kind::backend_added, event_kind::backend_up, event_kind::backend_draining,
                          event_kind::backend_drained, event_kind::backend_disabled, event_kind::backend_enabled,
                          event_kind::backend_removed, event_kind::weight_changed, event_kind::algorithm_changed}) {
    INFO(to_string(kind));
    CHECK(balancer.count(kind) > 0);
  }
  CHECK(eventually([&] { return balancer.in_flight() == 0; }));
}

TEST_CASE_METHOD(live_fixture,
                 "when the only backend is disabled, clients are told since when there is none, and no fault") {
  const auto urls = demo_backends(1);
  auto& balancer = balance({member(urls[0])});
  balancer.obey(actors::disable_backend{backend_url::parse(urls[0]).value(), {}});

  response refused;
  REQUIRE(eventually([&] { return (refused = http_client(balancer.port()).get("/")).status == 502; }));
  const auto told = nlohmann::json::parse(refused.body).at("detail").get<std::string>();
  CHECK(told.find("None has been for ") != std::string::npos);
  CHECK(told.find("the last change") == std::string::npos);
  CHECK(balancer.count(event_kind::pool_down) == 1);
}
