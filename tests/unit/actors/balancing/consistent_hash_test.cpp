#include "actors/balancing/consistent_hash.hpp"
#include "tests/support/candidate_pool.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>

using namespace loadex::actors::balancing;
using loadex::config::algorithm;
using loadex::tests::candidate_pool;
using loadex::tests::distribution;

namespace {

constexpr int keys = 1'000;

std::string key(int number) {
  return "key" + std::to_string(number);
}

/// One more request with the candidate at `index`.
void open(candidate_pool& pool, std::size_t index) {
  ++pool.load(index);
  ++*pool.in_all;
}

} // namespace

TEST_CASE("a hash algorithm sends a key to the same candidate, in every worker") {
  candidate_pool pool(5);
  consistent_hash one{1};
  consistent_hash other{2};
  one.adopt(pool.plan(algorithm::ip_hash));
  other.adopt(pool.plan(algorithm::ip_hash));
  for (int i = 0; i < keys; ++i) {
    const auto name = key(i);
    const auto choice = one.pick({.key = name});
    REQUIRE(one.pick({.key = name}) == choice);
    REQUIRE(other.pick({.key = name}) == choice);
  }
}

TEST_CASE("a hash algorithm sends a key to the same candidate in every release") {
  candidate_pool pool{1, 2, 1, 3, 1};
  consistent_hash by{3};
  by.adopt(pool.plan(algorithm::url_hash));
  CHECK(by.pick({.key = "203.0.113.77"}) == 1u);
  CHECK(by.pick({.key = "/index.html"}) == 1u);
  CHECK(by.pick({.key = "2001:db8::1"}) == 3u);
}

TEST_CASE("a hash algorithm sends a key whose candidate was tried where it would go without that one") {
  candidate_pool pool(5);
  consistent_hash by{4};
  consistent_hash without{4};
  for (std::size_t out = 0; out < pool.list.size(); ++out) {
    const auto& rest = pool.plan_without(out, algorithm::ip_hash);
    by.adopt(pool.plan(algorithm::ip_hash));
    without.adopt(rest);
    const std::array<backend_id, 1> tried{pool.list[out].id};
    for (int i = 0; i < keys; ++i) {
      const auto name = key(i);
      REQUIRE(pool.list[by.pick({.key = name, .tried = tried}).value()].id ==
              rest.all[without.pick({.key = name}).value()].id);
    }
  }
}

TEST_CASE("a hash algorithm spreads requests without a key at random, by weight") {
  candidate_pool pool{5, 1, 3};
  consistent_hash by{5};
  by.adopt(pool.plan(algorithm::header_hash));
  const auto counts = distribution(by, 90'000);
  // as the ring's shares are, which are not exact
  CHECK(counts.at(0) == Approx(50'000).epsilon(0.15));
  CHECK(counts.at(1) == Approx(10'000).epsilon(0.15));
  CHECK(counts.at(2) == Approx(30'000).epsilon(0.15));
}

TEST_CASE("a hash algorithm gives no score without a key, and with one the lowest to whom it picks") {
  candidate_pool pool(3);
  consistent_hash by{6};
  by.adopt(pool.plan(algorithm::ip_hash));
  CHECK_FALSE(by.score(0, {}));
  const auto choice = by.pick({.key = "a"});
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(by.score(i, {.key = "a"}) == (i == choice ? 0 : 1));
}

TEST_CASE("a hash algorithm with a load bound moves no key of an idle pool") {
  candidate_pool pool(10);
  consistent_hash unbound{7};
  unbound.adopt(pool.plan(algorithm::ip_hash));
  pool.settings.hash_load_bound = 25;
  consistent_hash bound{7};
  bound.adopt(pool.plan(algorithm::ip_hash));
  for (int i = 0; i < keys; ++i) {
    const auto name = key(i);
    REQUIRE(bound.pick({.key = name}) == unbound.pick({.key = name}));
  }
}

TEST_CASE(
    "a hash algorithm with a load bound of 25 % lets no candidate exceed its share by more, be a key ever so hot") {
  candidate_pool pool{1, 2, 3, 4};
  pool.settings.hash_load_bound = 25;
  consistent_hash by{8};
  by.adopt(pool.plan(algorithm::url_hash));
  for (int total = 1; total <= 1'000; ++total) {
    open(pool, by.pick({.key = "/hot"}).value());
    for (std::size_t i = 0; i < pool.list.size(); ++i)
      REQUIRE(pool.load(i) <= std::ceil(1.25 * total * pool.list[i].weight / 10.0));
  }
}

TEST_CASE("a hash algorithm without a load bound lets a hot key stay") {
  candidate_pool pool(4);
  consistent_hash by{9};
  by.adopt(pool.plan(algorithm::url_hash));
  const auto home = by.pick({.key = "/hot"}).value();
  for (int i = 0; i < 100; ++i)
    open(pool, home);
  CHECK(by.pick({.key = "/hot"}) == home);
}

TEST_CASE("a hash algorithm with a load bound counts what this worker has not reported yet") {
  candidate_pool pool(2);
  pool.settings.hash_load_bound = 50;
  consistent_hash by{10};
  by.adopt(pool.plan(algorithm::url_hash));
  const auto home = by.pick({.key = "/hot"}).value();
  std::array<std::int32_t, 2> unsent{};
  unsent[home] = 2; // of 3 requests with this one 2.25 may be here
  CHECK(by.pick({.key = "/hot", .unsent = unsent, .unsent_in_all = 2}) == home);
  unsent[home] = 3; // of 4 requests 3
  CHECK(by.pick({.key = "/hot", .unsent = unsent, .unsent_in_all = 3}) == 1 - home);
}

TEST_CASE("a hash algorithm with a load bound overloads the last untried candidate rather than refuse") {
  candidate_pool pool(2);
  pool.settings.hash_load_bound = 25;
  consistent_hash by{11};
  by.adopt(pool.plan(algorithm::url_hash));
  for (int i = 0; i < 10; ++i)
    open(pool, 1);
  const std::array<backend_id, 1> tried{1};
  CHECK(by.pick({.key = "/hot", .tried = tried}) == 1u);
}
