#include "actors/balancing/chooser.hpp"
#include "tests/support/candidate_pool.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace loadex::actors::balancing;
using loadex::config::algorithm;
using loadex::tests::candidate_pool;

namespace {

shared_turns no_turns_yet() {
  return std::make_shared<std::atomic<std::uint64_t>>(0);
}

/// Three candidates, of which the last is in reserve, and a cookie that keeps clients.
struct pool_with_backup : candidate_pool {
  pool_with_backup()
      : candidate_pool(3) {
    settings.sticky_cookie = "lb";
    newest = make_plan(algorithm::round_robin, settings, list, 2, in_all);
  }

  std::uint64_t tag_of(std::size_t index) const { return affinity_tag(list[index].identity); }

  loadex::actors::balancing::plan newest;
};

} // namespace

TEST_CASE("the chooser picks by the plan's algorithm, among its first tier") {
  pool_with_backup pool;
  chooser by{1, no_turns_yet()};
  by.adopt(pool.newest);
  for (std::size_t expected : {0u, 1u, 0u, 1u})
    CHECK(by.pick({}) == expected);
}

TEST_CASE("the chooser goes to the reserve when all of the first tier were tried") {
  pool_with_backup pool;
  chooser by{1, no_turns_yet()};
  by.adopt(pool.newest);
  const std::array<backend_id, 3> tried{1, 2, 3};
  CHECK(by.pick({.tried = std::span{tried}.first(2)}) == 2u);
  CHECK_FALSE(by.pick({.tried = tried}));
}

TEST_CASE("the chooser keeps a client on the backend that its cookie names, and takes no turn for it") {
  pool_with_backup pool;
  chooser by{1, no_turns_yet()};
  by.adopt(pool.newest);
  for (int i = 0; i < 3; ++i)
    CHECK(by.pick({.affinity = pool.tag_of(1)}) == 1u);
  CHECK(by.pick({}) == 0u);
}

TEST_CASE("whatever the algorithm, the chooser sends nobody to a backend of weight 0 but whom its cookie sends there") {
  for (const auto& each : loadex::config::algorithms()) {
    INFO(to_string(each.which));
    candidate_pool pool{2, 3, 1, 0, 0};
    const auto tag = affinity_tag(pool.list[3].identity);
    const auto newest =
        make_plan(each.which, {.hash_load_bound = 25, .sticky_cookie = "lb"}, pool.list, 2, pool.in_all);
    chooser by{1, no_turns_yet()};
    by.adopt(newest);
    for (int i = 0; i < 300; ++i) {
      const auto key = "10.0.0." + std::to_string(i);
      REQUIRE(by.pick({.key = key}).value() < 2);
      REQUIRE(by.pick({.key = key, .affinity = tag}) == 3u);
      REQUIRE(by.pick({.key = key, .affinity = tag, .tried = std::array<backend_id, 1>{4}}).value() < 2);
    }
    CHECK(by.pick({.tried = std::array<backend_id, 2>{1, 2}}) == 2u);
    CHECK_FALSE(by.pick({.tried = std::array<backend_id, 3>{1, 2, 3}}));
    CHECK_FALSE(by.score(3, {}));
  }
}

TEST_CASE("with nobody but backends of weight 0 the chooser chooses for cookies alone, whatever the algorithm") {
  for (const auto& each : loadex::config::algorithms()) {
    INFO(to_string(each.which));
    candidate_pool pool{0, 0};
    const auto newest =
        make_plan(each.which, {.hash_load_bound = 25, .sticky_cookie = "lb"}, pool.list, 0, pool.in_all);
    chooser by{1, no_turns_yet()};
    by.adopt(newest);
    CHECK_FALSE(by.pick({.key = "10.0.0.1"}));
    CHECK(by.pick({.key = "10.0.0.1", .affinity = affinity_tag(pool.list[1].identity)}) == 1u);
  }
}

TEST_CASE("a backend of weight 0 that is full or on trial is passed over also for those whose cookie names it") {
  candidate_pool pool{1, 0, 0};
  pool.list[1].limit = 2;
  pool.load(1) = 2;
  pool.list[2].on_trial = true;
  pool.load(2) = 1;
  const auto newest = make_plan(algorithm::round_robin, {.sticky_cookie = "lb"}, pool.list, 1, pool.in_all);
  chooser by{1, no_turns_yet()};
  by.adopt(newest);
  for (const std::size_t i : {1u, 2u})
    CHECK(by.pick({.affinity = affinity_tag(pool.list[i].identity)}) == 0u);
  pool.load(1) = 1;
  pool.load(2) = 0;
  for (const std::size_t i : {1u, 2u})
    CHECK(by.pick({.affinity = affinity_tag(pool.list[i].identity)}) == i);
}

TEST_CASE("the chooser leaves the backend that the cookie names when it was tried") {
  pool_with_backup pool;
  chooser by{1, no_turns_yet()};
  by.adopt(pool.newest);
  const std::array<backend_id, 1> tried{2};
  CHECK(by.pick({.affinity = pool.tag_of(1), .tried = tried}) == 0u);
}

TEST_CASE("the chooser picks by the algorithm for a cookie that names nobody, or one in reserve") {
  pool_with_backup pool;
  chooser by{1, no_turns_yet()};
  by.adopt(pool.newest);
  CHECK(by.pick({.affinity = 12'345}) == 0u);
  CHECK(by.pick({.affinity = pool.tag_of(2)}) == 1u);
}

TEST_CASE("the chooser changes its algorithm with the plan") {
  candidate_pool pool(3);
  pool.load(0) = 2;
  pool.load(1) = 1;
  pool.load(2) = 3;
  chooser by{1, no_turns_yet()};
  by.adopt(pool.plan(algorithm::first));
  CHECK(by.pick({}) == 0u);
  by.adopt(pool.plan(algorithm::least_connections));
  CHECK(by.pick({}) == 1u);
}

TEST_CASE("the chooser goes on in its round when a plan of the same algorithm comes") {
  candidate_pool pool{1, 1, 1, 1};
  chooser by{1, no_turns_yet()};
  std::map<std::size_t, int> counts;
  for (int i = 0; i < 400; ++i) {
    by.adopt(pool.plan(algorithm::weighted_round_robin));
    ++counts[by.pick({}).value()];
  }
  CHECK(counts == std::map<std::size_t, int>{{0, 100}, {1, 100}, {2, 100}, {3, 100}});
}

TEST_CASE("the chooser has scores for the first tier alone") {
  pool_with_backup pool;
  chooser by{1, no_turns_yet()};
  CHECK_FALSE(by.score(0, {}));
  by.adopt(pool.newest);
  CHECK(by.score(0, {}) == 0);
  CHECK(by.score(1, {}) == 1);
  CHECK_FALSE(by.score(2, {}));
}

TEST_CASE("the chooser finds nobody before its first plan") {
  chooser by{1, no_turns_yet()};
  CHECK_FALSE(by.pick({}));
}

namespace {

/// Three candidates under restraint.
struct restrained_pool : candidate_pool {
  restrained_pool()
      : candidate_pool(3) {}

  void adopt(algorithm which = algorithm::round_robin) {
    settings.sticky_cookie = "lb";
    by.adopt(plan_of(list, which));
  }

  /// The share of candidate `index` in many picks.
  double share(std::size_t index, const query& ask = {}) {
    constexpr int picks = 20'000;
    int count = 0;
    for (int i = 0; i < picks; ++i)
      count += by.pick(ask) == index ? 1 : 0;
    return static_cast<double>(count) / picks;
  }

  chooser by{1, no_turns_yet()};
};

} // namespace

TEST_CASE("the chooser passes over candidates at their limit while others are below theirs") {
  restrained_pool pool;
  for (auto& c : pool.list)
    c.limit = 2;
  pool.adopt();
  pool.load(0) = 2;
  pool.load(1) = 1;
  pool.load(2) = 3;
  for (int i = 0; i < 6; ++i)
    CHECK(pool.by.pick({}) == 1u);
  const std::array<std::int32_t, 3> unsent{-1, 1, 0};
  CHECK(pool.by.pick({.unsent = unsent}) == 0u);
}

TEST_CASE("the chooser lets requests wait for candidates at their limit when all are") {
  restrained_pool pool;
  for (auto& c : pool.list)
    c.limit = 1;
  pool.adopt();
  for (std::size_t i = 0; i < 3; ++i)
    pool.load(i) = 1;
  CHECK(pool.by.pick({}));
  const std::array<backend_id, 2> tried{1, 2};
  CHECK(pool.by.pick({.tried = tried}) == 2u);
}

TEST_CASE("the chooser sends a candidate on trial one request that can be repeated, and no other") {
  restrained_pool pool;
  pool.list[0].on_trial = true;
  pool.adopt(algorithm::first);
  CHECK(pool.by.pick({}) == 0u);
  CHECK(pool.by.pick({.repeatable = false}) == 1u);
  pool.load(0) = 1;
  CHECK(pool.by.pick({}) == 1u);
  const std::array<backend_id, 2> tried{2, 3};
  CHECK_FALSE(pool.by.pick({.tried = tried}));
}

TEST_CASE("an eased candidate gets its share of what the algorithm would give it") {
  restrained_pool pool;
  pool.list[0].eased = true;
  pool.live_load[0].share = 0.25F;
  for (const auto which : {algorithm::round_robin, algorithm::random, algorithm::power_of_two}) {
    pool.adopt(which);
    CAPTURE(which);
    const double share = pool.share(0); // between a quarter of a third and a quarter in 2.25
    CHECK(share > 0.25 / 3 - 0.01);
    CHECK(share < 0.25 / 2.25 + 0.01);
  }
  pool.adopt(algorithm::first);
  CHECK(pool.share(0) == Approx(0.25).margin(0.02));
}

TEST_CASE("an eased candidate has fewer requests in flight by least connections, and all if there is nobody else") {
  restrained_pool pool;
  pool.list[0].eased = true;
  pool.live_load[0].share = 0.1F;
  pool.adopt(algorithm::least_connections);
  pool.load(0) = 1;
  pool.load(1) = 9;
  pool.load(2) = 9;
  CHECK(pool.share(0) == 0);
  const std::array<backend_id, 2> tried{2, 3};
  CHECK(pool.share(0, {.tried = tried}) == 1);
}

TEST_CASE("a key goes to an eased candidate always or never") {
  restrained_pool pool;
  chooser unrestrained{1, no_turns_yet()};
  unrestrained.adopt(pool.plan(algorithm::header_hash));
  pool.list[0].eased = true;
  pool.live_load[0].share = 0.5F;
  pool.adopt(algorithm::header_hash);
  int its = 0;
  int back = 0;
  for (int key = 0; key < 600; ++key) {
    const auto text = std::to_string(key);
    const auto first = pool.by.pick({.key = text});
    for (int again = 0; again < 5; ++again)
      CHECK(pool.by.pick({.key = text}) == first);
    if (unrestrained.pick({.key = text}) != 0u)
      continue;
    ++its;
    back += first == 0u ? 1 : 0;
  }
  CHECK(back == Approx(its / 2.0).margin(25));
}

TEST_CASE("the reserve is not for sparing eased candidates, but for what candidates at their limit cannot take") {
  pool_with_backup pool;
  for (auto& c : pool.list)
    c.eased = true;
  for (auto& v : pool.live_load)
    v.share = 0.05F;
  pool.newest = make_plan(algorithm::round_robin, pool.settings, pool.list, 2, pool.in_all);
  chooser by{1, no_turns_yet()};
  by.adopt(pool.newest);
  for (int i = 0; i < 1000; ++i)
    CHECK(by.pick({}) != 2u);

  for (auto& c : pool.list) {
    c.eased = false;
    c.limit = 1;
  }
  pool.load(0) = pool.load(1) = 1;
  const auto limited = make_plan(algorithm::round_robin, pool.settings, pool.list, 2, pool.in_all);
  by.adopt(limited);
  CHECK(by.pick({}) == 2u);
}

TEST_CASE("a client stays on an eased candidate that its cookie names") {
  restrained_pool pool;
  pool.list[0].eased = true;
  pool.live_load[0].share = 0.05F;
  pool.adopt();
  CHECK(pool.share(0, {.affinity = affinity_tag(pool.list[0].identity)}) == 1);
}
