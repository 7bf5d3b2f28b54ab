#include "actors/balancing/hash.hpp"
#include "actors/balancing/hash_ring.hpp"
#include "tests/support/candidate_pool.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace loadex::actors::balancing;
using loadex::tests::candidate_pool;

namespace {

constexpr auto anyone = [](std::size_t) { return true; };

/// The ids of those that the first `keys` keys go to.
std::vector<backend_id> owners(const candidates& pool, std::size_t keys) {
  const hash_ring ring{pool};
  std::vector<backend_id> ids;
  ids.reserve(keys);
  for (std::size_t key = 0; key < keys; ++key)
    ids.push_back(pool[ring.find(hash_of(key, 0), anyone).value()].id);
  return ids;
}

candidates without(candidates pool, std::size_t index) {
  pool.erase(pool.begin() + static_cast<std::ptrdiff_t>(index));
  return pool;
}

/// The part of the keys that each candidate has, relative to its weight's share, by index.
std::vector<double> relative_shares(const candidates& pool, std::size_t keys) {
  double weight_in_all = 0;
  for (const auto& c : pool)
    weight_in_all += c.weight;
  std::vector<double> shares(pool.size());
  for (auto id : owners(pool, keys))
    shares[id - 1] += weight_in_all / pool[id - 1].weight / static_cast<double>(keys);
  return shares;
}

} // namespace

TEST_CASE("the hash ring is empty without candidates") {
  CHECK_FALSE(hash_ring{}.find(1, anyone));
  CHECK_FALSE(hash_ring{candidates{}}.find(1, anyone));
}

TEST_CASE("the hash ring moves the keys of a candidate that leaves, at most 1.2 of its share, and no other") {
  const std::size_t size = GENERATE(2u, 5u, 10u, 100u, 1'000u);
  CAPTURE(size);
  const candidate_pool pool(size);
  const std::size_t keys = std::max<std::size_t>(100'000, 500 * size);
  const auto before = owners(pool.list, keys);
  const std::size_t leavers = std::min<std::size_t>(size, 10);
  for (std::size_t i = 0; i < leavers; ++i) {
    const std::size_t leaver = i * size / leavers;
    const auto after = owners(without(pool.list, leaver), keys);
    std::size_t moved = 0;
    for (std::size_t key = 0; key < keys; ++key) {
      const bool was_leavers = before[key] == pool.list[leaver].id;
      REQUIRE((before[key] != after[key]) == was_leavers);
      moved += was_leavers ? 1 : 0;
    }
    CHECK(moved <= 1.2 * static_cast<double>(keys) / static_cast<double>(size));
  }
}

TEST_CASE("the hash ring gives a newcomer its share, taken from all the others, and moves no other key") {
  const std::size_t size = GENERATE(1u, 5u, 50u);
  CAPTURE(size);
  constexpr std::size_t keys = 100'000;
  candidate_pool pool(size);
  const auto before = owners(pool.list, keys);
  pool.add(1);
  const auto after = owners(pool.list, keys);
  std::set<backend_id> givers;
  std::size_t moved = 0;
  for (std::size_t key = 0; key < keys; ++key)
    if (after[key] != before[key]) {
      REQUIRE(after[key] == pool.list.back().id);
      givers.insert(before[key]);
      ++moved;
    }
  CHECK(givers.size() == size);
  CHECK(static_cast<double>(moved) == Approx(static_cast<double>(keys) / static_cast<double>(size + 1)).epsilon(0.2));
}

TEST_CASE("the hash ring moves keys only to a candidate whose weight rises, and only from one whose weight falls") {
  constexpr std::size_t keys = 100'000;
  candidate_pool pool{2, 3, 1, 2};
  const auto light = owners(pool.list, keys);
  pool.list[2].weight = 4;
  const auto heavy = owners(pool.list, keys);
  std::size_t moved = 0;
  for (std::size_t key = 0; key < keys; ++key)
    if (light[key] != heavy[key]) {
      REQUIRE(heavy[key] == pool.list[2].id);
      ++moved;
    }
  CHECK(moved > 0);
}

TEST_CASE("the hash ring gives every candidate its weight's share, within 15 %") {
  const auto weights = GENERATE(values<std::vector<std::uint32_t>>({{1, 1, 1, 1, 1}, {1, 3}, {1, 2, 4, 8}, {1, 10}}));
  candidate_pool pool(0);
  for (auto weight : weights)
    pool.add(weight);
  for (auto share : relative_shares(pool.list, 200'000))
    CHECK(share == Approx(1).margin(0.15));
}

TEST_CASE("the hash ring gives 1 000 candidates of weights 1 and 3 their shares") {
  candidate_pool pool(0);
  for (std::uint32_t i = 0; i < 1'000; ++i)
    pool.add(i % 2 == 0 ? 1 : 3);
  auto shares = relative_shares(pool.list, 2'000'000);
  std::ranges::sort(shares);
  CHECK(shares.front() > 0.7);
  CHECK(shares.back() < 1.3);
  CHECK(shares[50] > 0.85); // nine of ten are within 15 %
  CHECK(shares[949] < 1.15);
}

TEST_CASE("the hash ring finds for a key the candidate that a ring of only the accepted ones would give") {
  const candidate_pool pool{1, 2, 3, 4, 5};
  const hash_ring whole{pool.list};
  for (std::size_t out = 0; out < pool.list.size(); ++out) {
    const auto rest = without(pool.list, out);
    const hash_ring ring_of_rest{rest};
    for (std::uint64_t key = 0; key < 10'000; ++key) {
      const auto found = whole.find(hash_of(key, 0), [&](std::size_t index) { return index != out; });
      REQUIRE(pool.list[found.value()].id == rest[ring_of_rest.find(hash_of(key, 0), anyone).value()].id);
    }
  }
  CHECK_FALSE(whole.find(1, [](std::size_t) { return false; }));
}

TEST_CASE("the hash ring gives a key the same candidate whatever the order of the candidates") {
  const candidate_pool pool{1, 2, 3, 4, 5};
  auto reversed = pool.list;
  std::ranges::reverse(reversed);
  CHECK(owners(pool.list, 10'000) == owners(reversed, 10'000));
}
