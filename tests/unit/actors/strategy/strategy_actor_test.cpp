#include "actors/pool/pool_view.hpp"
#include "actors/runtime/worker_mailroom.hpp"
#include "actors/strategy/strategy_actor.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/candidate_pool.hpp"

#include <catch2/catch.hpp>

using namespace loadex::actors;
using loadex::tests::candidate_pool;

namespace {

struct fixture : loadex::tests::actor_fixture {
  worker_mailroom mailroom{system(), [] {}};
  strategy_actor strategy = spawn_strategy(system(), 0, std::make_shared<std::atomic<std::uint64_t>>(0));

  std::optional<std::size_t> pick(const balancing::query& ask = {}) {
    std::optional<std::size_t> choice;
    mailroom.send(strategy, pick_request{&ask, &choice});
    return choice;
  }

  void show(candidate_pool& pool, loadex::config::algorithm which = loadex::config::algorithm::round_robin) {
    auto view = std::make_shared<pool_view>();
    view->plan = pool.plan(which);
    mailroom.send(strategy, view_update{std::move(view)});
  }
};

} // namespace

TEST_CASE("a strategy actor without a view finds nothing") {
  fixture f;
  CHECK_FALSE(f.pick());
}

TEST_CASE("a strategy actor answers a pick before the send returns, from its newest view") {
  fixture f;
  candidate_pool two(2);
  candidate_pool four(4);
  f.show(two);
  CHECK(f.pick() == 0u);
  CHECK(f.pick() == 1u);
  f.show(four);
  CHECK(f.pick() == 2u);
  CHECK(f.pick() == 3u);
  candidate_pool nobody(0);
  f.show(nobody);
  CHECK_FALSE(f.pick());
}

TEST_CASE("a strategy actor holds on to its view for as long as it is the newest") {
  fixture f;
  candidate_pool pool(1);
  auto view = std::make_shared<pool_view>();
  view->plan = pool.plan();
  const std::weak_ptr<pool_view> first = view;
  f.mailroom.send(f.strategy, view_update{std::move(view)});
  CHECK_FALSE(first.expired());
  f.show(pool);
  CHECK(first.expired());
}

TEST_CASE("a strategy actor takes the algorithm from its view") {
  fixture f;
  candidate_pool pool(2);
  f.show(pool);
  CHECK(f.pick() == 0u);
  CHECK(f.pick() == 1u);
  f.show(pool, loadex::config::algorithm::first);
  for (int i = 0; i < 3; ++i)
    CHECK(f.pick() == 0u);
}
