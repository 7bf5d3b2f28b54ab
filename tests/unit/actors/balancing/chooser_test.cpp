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
