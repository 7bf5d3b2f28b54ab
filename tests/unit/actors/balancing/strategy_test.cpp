#include "actors/balancing/strategy.hpp"
#include "tests/support/candidate_pool.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace loadex::actors::balancing;
using loadex::config::algorithm;

namespace {

shared_turns no_turns_yet() {
  return std::make_shared<std::atomic<std::uint64_t>>(0);
}

} // namespace

TEST_CASE("every algorithm chooses among the candidates, and equal seeds choose alike") {
  const auto which = GENERATE(algorithm::round_robin, algorithm::weighted_round_robin, algorithm::least_connections,
                              algorithm::ip_hash, algorithm::url_hash);
  loadex::tests::candidate_pool pool{3, 1, 2};
  const auto one = make_strategy(which, 99, no_turns_yet());
  const auto other = make_strategy(which, 99, no_turns_yet());
  one->adopt(pool.list);
  other->adopt(pool.list);
  for (int i = 0; i < 100; ++i) {
    const auto target = "/" + std::to_string(i);
    const query ask{.client = target, .target = target};
    const auto choice = one->pick(ask);
    REQUIRE(choice < pool.list.size());
    REQUIRE(other->pick(ask) == choice);
  }
}

TEST_CASE("the hash of a client follows the client, that of a URL the URL") {
  loadex::tests::candidate_pool pool(16);
  const auto [which, key] =
      GENERATE(std::pair{algorithm::ip_hash, &query::client}, std::pair{algorithm::url_hash, &query::target});
  const auto by = make_strategy(which, 0, no_turns_yet());
  by->adopt(pool.list);
  std::map<std::size_t, int> chosen;
  for (int i = 0; i < 100; ++i) {
    const auto name = std::to_string(i);
    query ask{.client = "same", .target = "same"};
    ask.*key = name;
    ++chosen[by->pick(ask).value()];
  }
  CHECK(chosen.size() > 8);
}
