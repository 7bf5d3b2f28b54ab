#include "actors/balancing/plan.hpp"
#include "tests/support/candidate_pool.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <vector>

using namespace loadex::actors::balancing;
using loadex::config::algorithm;
using loadex::config::balancing_settings;
using loadex::tests::candidate_pool;

namespace {

plan planned(const candidate_pool& pool, std::size_t first_tier_size, algorithm which = algorithm::round_robin,
             const balancing_settings& settings = {}) {
  return make_plan(which, settings, pool.list, first_tier_size, pool.in_all);
}

} // namespace

TEST_CASE("a plan tells the first tier from the reserve") {
  const auto made = planned(candidate_pool{1, 2, 4, 8}, 3);
  REQUIRE(made.first_tier().size() == 3);
  CHECK(made.first_tier()[2].id == 3);
  CHECK(made.first_tier_weight == 7);
  REQUIRE(made.reserve().size() == 1);
  CHECK(made.reserve()[0].id == 4);
}

TEST_CASE("a plan finds who an affinity tag stands for, in the first tier") {
  candidate_pool pool(100);
  const auto made = planned(pool, 99, algorithm::round_robin, {.sticky_cookie = "lb"});
  for (std::size_t i = 0; i < 99; ++i)
    REQUIRE(made.tagged(affinity_tag(pool.list[i].identity)) == i);
  CHECK_FALSE(made.tagged(affinity_tag(pool.list[99].identity)));
  CHECK_FALSE(made.tagged(0));
}

TEST_CASE("a plan knows those of weight 0 by their tags alone") {
  const candidate_pool pool{2, 3, 4, 0, 0};
  const auto made = planned(pool, 2, algorithm::ip_hash, {.sticky_cookie = "lb"});
  CHECK(made.first_tier_weight == 5);
  REQUIRE(made.reserve().size() == 1);
  CHECK(made.reserve()[0].id == 3);
  for (const std::size_t i : {0u, 1u, 3u, 4u})
    CHECK(made.tagged(affinity_tag(pool.list[i].identity)) == i);
  CHECK_FALSE(made.tagged(affinity_tag(pool.list[2].identity)));
}

TEST_CASE("a plan knows no tags where there is no affinity cookie") {
  const candidate_pool pool(2);
  CHECK_FALSE(planned(pool, 2).tagged(affinity_tag(pool.list[0].identity)));
}

TEST_CASE("a plan carries its load bound for the algorithms that hash alone") {
  const candidate_pool pool(2);
  balancing_settings bound;
  bound.hash_load_bound = 25;
  CHECK(planned(pool, 2, algorithm::cookie_hash, bound).load_bound == 25);
  CHECK(planned(pool, 2, algorithm::random, bound).load_bound == 0);
}

TEST_CASE("a plan has a ring and its bound for every algorithm that goes by a key, and for no other") {
  const candidate_pool pool{1, 2, 3};
  balancing_settings bound;
  bound.hash_load_bound = 25;
  for (const auto& a : loadex::config::algorithms()) {
    INFO(a.name);
    CHECK((planned(pool, 3, a.which, bound).load_bound == 25) == (a.key != loadex::config::hash_key::none));
    CHECK((a.needs == loadex::config::preparation::hash_ring) == (a.key != loadex::config::hash_key::none));
  }
}

TEST_CASE("an affinity tag differs from backend to backend, is never 0, and is the same in every release") {
  std::set<std::uint64_t> tags;
  for (std::uint64_t identity = 0; identity < 10'000; ++identity)
    tags.insert(affinity_tag(identity));
  CHECK(tags.size() == 10'000);
  CHECK_FALSE(tags.contains(0));
  CHECK(affinity_tag(1) == 0xbf92'9eaf'3d38'8768);
}

TEST_CASE("requests are due to the first tier by weight, and to nobody on trial") {
  candidate_pool pool{1, 3, 4, 8};
  pool.list[2].on_trial = true;
  CHECK(shares_due(planned(pool, 3, algorithm::weighted_round_robin)) == std::vector{0.25, 0.75, 0.0, 0.0});
  CHECK(shares_due(planned(pool, 3, algorithm::round_robin)) == std::vector{0.5, 0.5, 0.0, 0.0});
  CHECK(shares_due(planned(pool, 3, algorithm::first)) == std::vector{1.0, 0.0, 0.0, 0.0});
  CHECK(shares_due(planned(candidate_pool(0), 0)).empty());
}

TEST_CASE("to a backend that keeps a part of its weight no more is due than that") {
  candidate_pool pool(2);
  pool.list[1].eased = true;
  pool.live_load[1].share = 0.25F;
  CHECK(shares_due(planned(pool, 2)) == std::vector{0.8, 0.2});
}
