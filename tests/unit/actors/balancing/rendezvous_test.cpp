#include "actors/balancing/rendezvous.hpp"
#include "tests/support/candidate_pool.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <set>

using namespace loadex::actors::balancing;
using loadex::tests::candidate_pool;

namespace {

std::string client(int number) {
  return "10.0." + std::to_string(number / 256) + '.' + std::to_string(number % 256);
}

} // namespace

TEST_CASE("rendezvous keeps a client on its backend") {
  candidate_pool pool(5);
  rendezvous by{&query::client};
  by.adopt(pool.list);
  for (int n = 0; n < 100; ++n) {
    const auto name = client(n);
    const auto first = by.pick({.client = name});
    CHECK(by.pick({.client = name, .target = "/other"}) == first);
  }
}

TEST_CASE("rendezvous by target looks at the target alone") {
  candidate_pool pool(5);
  rendezvous by{&query::target};
  by.adopt(pool.list);
  for (int n = 0; n < 100; ++n) {
    const auto name = client(n);
    CHECK(by.pick({.client = name, .target = "/a?b"}) == by.pick({.client = "other", .target = "/a?b"}));
  }
}

TEST_CASE("rendezvous spreads clients by weight") {
  candidate_pool pool{1, 2, 1};
  rendezvous by{&query::client};
  by.adopt(pool.list);
  std::array<int, 3> clients{};
  for (int n = 0; n < 40'000; ++n)
    ++clients[by.pick({.client = client(n)}).value()];
  CHECK(clients[0] == Approx(10'000).epsilon(0.05));
  CHECK(clients[1] == Approx(20'000).epsilon(0.05));
  CHECK(clients[2] == Approx(10'000).epsilon(0.05));
}

TEST_CASE("rendezvous moves only the clients of a backend that leaves") {
  candidate_pool pool{1, 3, 2, 1};
  const auto rest = pool.without(2);
  rendezvous by{&query::client};
  for (int n = 0; n < 1'000; ++n) {
    const auto name = client(n);
    by.adopt(pool.list);
    const auto before = pool.list[by.pick({.client = name}).value()].id;
    by.adopt(rest);
    const auto after = rest[by.pick({.client = name}).value()].id;
    if (before != pool.list[2].id)
      REQUIRE(after == before);
  }
}

TEST_CASE("rendezvous fails over to the backend that a client would have without the tried one") {
  candidate_pool pool{1, 2, 1, 1};
  rendezvous by{&query::client};
  for (int n = 0; n < 1'000; ++n) {
    const auto name = client(n);
    by.adopt(pool.list);
    const auto first = by.pick({.client = name}).value();
    const std::array<backend_id, 1> tried{pool.list[first].id};
    const auto second = pool.list[by.pick({.client = name, .tried = tried}).value()].id;
    const auto rest = pool.without(first);
    by.adopt(rest);
    REQUIRE(rest[by.pick({.client = name}).value()].id == second);
  }
}

TEST_CASE("rendezvous finds nothing when all were tried or nobody is there") {
  candidate_pool pool(2);
  rendezvous by{&query::client};
  CHECK_FALSE(by.pick({.client = "10.0.0.1"}));
  by.adopt(pool.list);
  const std::array<backend_id, 2> tried{1, 2};
  CHECK_FALSE(by.pick({.client = "10.0.0.1", .tried = tried}));
}

TEST_CASE("rendezvous spreads clients over 10 000 backends") {
  candidate_pool pool(10'000);
  rendezvous by{&query::client};
  by.adopt(pool.list);
  std::set<std::size_t> chosen;
  for (int n = 0; n < 2'000; ++n)
    chosen.insert(by.pick({.client = client(n)}).value());
  CHECK(chosen.size() > 1'750); // 1 813 would be expected of dice
}
