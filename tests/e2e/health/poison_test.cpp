#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <list>

// A page that breaks at every backend, whose health checks are good.

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

namespace {

void answer_without_sense(conversation& now) {
  now.stream.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx");
  now.hang_up();
}

void reset(conversation& now) {
  now.stream.end_with_reset();
  now.hang_up();
}

void fail(conversation& now) {
  now.answer(502);
}

struct poisoned : fixture {
  std::list<scripted_backend> all;

  daemon_process& start(std::size_t count, scripted_backend::script poison) {
    std::vector<pool_member> pool;
    for (std::size_t i = 0; i < count; ++i)
      pool.emplace_back(all.emplace_back([poison](conversation& now) {
                             if (now.asked.target == "/poison")
                               poison(now);
                             else
                               now.answer(200);
                           })
                            .url());
    return start_balancer({.backends = pool,
                           .settings = {{"health.traffic-status", R"(["502"])"},
                                        {"health.unsettled-interval", "50ms"},
                                        {"circuit.outages", "2"}}});
  }

  /// The page over and over, and every other page in between.
  void ask_again_and_again(const daemon_process& balancer, int times) {
    for (int i = 0; i < times; ++i) {
      for (int poison = 0; poison < 20; ++poison)
        http_client(balancer.port()).get("/poison");
      CHECK(http_client(balancer.port()).get("/").status == 200);
    }
  }
};

} // namespace

TEST_CASE_METHOD(poisoned, "a page that breaks at every backend never takes out more of the pool than may be ejected") {
  const auto& balancer = start(3, GENERATE(answer_without_sense, reset, fail));
  std::size_t rounds = 0;
  CHECK(eventually([&] {
    ask_again_and_again(balancer, 1);
    CHECK(balancer.metrics().sum("golb_backend_up") >= 2);
    return ++rounds >= 10 && !balancer.events("backend spared").empty() && !balancer.events("backend ejected").empty();
  }));
  CHECK(balancer.events("pool down").empty());
  CHECK(balancer.events("backend spared").size() <= 3); // one a minute for each
}

TEST_CASE_METHOD(poisoned, "a page that breaks does not take out the only backend") {
  const auto& balancer = start(1, answer_without_sense);
  ask_again_and_again(balancer, 5);
  REQUIRE(eventually([&] { return !balancer.events("backend spared").empty(); }));
  const auto spared = balancer.events("backend spared").front();
  CHECK(spared.at("by") == "pool");
  CHECK(spared.at("reason") == "malformed_response");
  CHECK(balancer.events("backend down").empty());
}
