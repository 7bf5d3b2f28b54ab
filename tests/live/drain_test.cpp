#include "tests/live/live_fixture.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/watched_backend.hpp"

#include <catch2/catch.hpp>

#include <future>

using namespace loadex;
using namespace loadex::tests::live;
using namespace std::chrono_literals;
using loadex::tests::e2e::answered_by;
using loadex::tests::e2e::eventually;
using loadex::tests::e2e::http_client;
using loadex::tests::e2e::response;
using loadex::tests::e2e::traffic;
using loadex::tests::e2e::watched_backend;
using outcome = actors::membership_change::outcome;

namespace {

/// Clients whose requests the backend holds until it lets them go.
class held_requests {
public:
  held_requests(std::uint16_t port, watched_backend& by, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      answers_.push_back(std::async(std::launch::async, [port, url = by.url()] {
        http_client client(port);
        auto answer = client.get("/held");
        while (answer.status == 200 && answered_by(answer.body) != url) // others hold nothing
          answer = client.get("/held");
        return answer;
      }));
    REQUIRE(eventually([&] { return by.held() == count; }));
  }

  std::size_t answered() const {
    std::size_t ready = 0;
    for (const auto& a : answers_)
      ready += a.wait_for(0s) == std::future_status::ready ? 1 : 0;
    return ready;
  }

  /// Whether each was answered in the end, and well.
  bool all_end_well() {
    bool well = true;
    for (auto& a : answers_)
      well = a.get().status == 200 && well;
    return well;
  }

private:
  std::vector<std::future<response>> answers_;
};

bool has_answer(const promised<actors::membership_change>& order) {
  return order.wait_for(0s) == std::future_status::ready;
}

} // namespace

TEST_CASE_METHOD(live_fixture, "a drain is over when the last request has ended, and cuts none") {
  watched_backend leaving;
  auto& balancer = balance({member(demo_backends(1)[0]), member(leaving.url())});
  traffic clients(balancer.port(), crowd);
  held_requests held(balancer.port(), leaving, 4);

  auto drained = balancer.order(actors::drain_backend{config::backend_url::parse(leaving.url()).value(), 10s, {}});
  REQUIRE(eventually([&] { return balancer.explain().backends[1].why == actors::selection::unavailable; }));
  await_effect(clients);
  const auto before = leaving.requests();
  await_answers(clients, 500);
  CHECK(leaving.requests() == before);
  CHECK_FALSE(has_answer(drained));

  leaving.let_go(3);
  REQUIRE(eventually([&] { return held.answered() == 3; }));
  await_answers(clients, 500);
  CHECK_FALSE(has_answer(drained));

  leaving.let_go(1);
  const auto end = answer_to(std::move(drained));
  CHECK(end.what == outcome::done);
  CHECK(end.requests_left == 0);
  CHECK(leaving.held() == 0);
  CHECK(held.all_end_well());
  CHECK(leaving.requests() == before);
  CHECK(balancer.explain().backends[1].state == actors::health::state::disabled);
  CHECK(clients.stop().failures.empty());
}

TEST_CASE_METHOD(live_fixture, "a drain that must end says how many requests are left, and they still end well",
                 "[timing]") {
  watched_backend leaving;
  auto& balancer = balance({member(demo_backends(1)[0]), member(leaving.url())});
  traffic clients(balancer.port(), crowd);
  held_requests held(balancer.port(), leaving, 4);

  const auto end = balancer.obey(actors::drain_backend{config::backend_url::parse(leaving.url()).value(), 200ms, {}});
  CHECK(end.what == outcome::done);
  CHECK(end.requests_left == 4);
  CHECK(held.answered() == 0);

  leaving.let_go(4);
  CHECK(held.all_end_well());
  CHECK(clients.stop().failures.empty());
}

TEST_CASE_METHOD(live_fixture, "a backend removed before it is empty is gone, and the requests left still end well",
                 "[timing]") {
  watched_backend leaving;
  auto& balancer = balance({member(demo_backends(1)[0]), member(leaving.url())});
  traffic clients(balancer.port(), crowd);
  held_requests held(balancer.port(), leaving, 4);

  const auto end = balancer.obey(actors::remove_backend{config::backend_url::parse(leaving.url()).value(), 200ms, {}});
  CHECK(end.what == outcome::done);
  CHECK(end.requests_left == 4);
  CHECK(balancer.explain().backends.size() == 1);

  leaving.let_go(4);
  CHECK(held.all_end_well());
  CHECK(clients.stop().failures.empty());
}
