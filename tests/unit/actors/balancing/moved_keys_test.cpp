#include "actors/balancing/moved_keys.hpp"
#include "tests/support/candidate_pool.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace loadex::actors::balancing;
using loadex::config::algorithm;
using loadex::tests::candidate_pool;

namespace {

choice_among choice(const candidates& all, algorithm which = algorithm::url_hash) {
  return {.which = which, .all = all, .first_tier_size = all.size()};
}

candidates without(candidates all, std::size_t index) {
  all.erase(all.begin() + static_cast<std::ptrdiff_t>(index));
  return all;
}

/// Where 100,000 keys really go before and after.
double really_moved(const choice_among& before, const choice_among& after) {
  const auto plan_of = [](const choice_among& c) { return make_plan(c.which, c.how, c.all, c.first_tier_size, {}); };
  const auto plan_before = plan_of(before);
  const auto plan_after = plan_of(after);
  const auto was = make_strategy(before.which, 1, {});
  const auto is = make_strategy(after.which, 2, {});
  was->adopt(plan_before);
  is->adopt(plan_after);
  constexpr int keys = 100'000;
  int moved = 0;
  for (int i = 0; i < keys; ++i) {
    const auto key = "/page/" + std::to_string(i) + ".html";
    moved += plan_before.all[*was->pick({.key = key})].id != plan_after.all[*is->pick({.key = key})].id ? 1 : 0;
  }
  return static_cast<double>(moved) / keys;
}

} // namespace

TEST_CASE("the share of keys that move is where 100,000 keys really go, whoever comes, goes or changes weight") {
  candidate_pool pool{1, 2, 1, 3, 1, 1};
  const auto five = without(pool.list, 5);
  auto heavier = five;
  heavier[2].weight = 5;
  auto lighter = five;
  lighter[3].weight = 0;
  lighter.push_back(lighter[3]); // those of weight 0 are the last
  lighter.erase(lighter.begin() + 3);
  auto not_all = choice(lighter);
  not_all.first_tier_size = 4;
  const auto from = choice(five);
  for (const auto& to : {choice(pool.list), choice(without(five, 0)), choice(without(without(five, 3), 1)),
                         choice(heavier), not_all, from}) {
    const auto told = share_of_keys_moved(from, to);
    REQUIRE(told);
    CHECK(*told == Approx(really_moved(from, to)).margin(0.01));
  }
  CHECK(share_of_keys_moved(from, from) == 0.0);
  CHECK(*share_of_keys_moved(from, choice(without(five, 3))) == Approx(3.0 / 8).margin(0.05)); // no more than must
}

TEST_CASE("where requests get other keys, nearly all of them move, as many as two choices differ") {
  candidate_pool pool(4);
  const auto told = share_of_keys_moved(choice(pool.list, algorithm::ip_hash), choice(pool.list, algorithm::url_hash));
  CHECK(told.value() == Approx(0.75).margin(0.02));
  auto other_header = choice(pool.list, algorithm::header_hash);
  other_header.how.hash_header = "X-User";
  CHECK(share_of_keys_moved(choice(pool.list, algorithm::header_hash), other_header).value() > 0.5);
  CHECK(share_of_keys_moved(other_header, other_header) == 0.0);
}

TEST_CASE("where there are no keys, or nobody to choose, none move") {
  candidate_pool pool(3);
  CHECK_FALSE(share_of_keys_moved(choice(pool.list), choice(pool.list, algorithm::round_robin)));
  CHECK_FALSE(share_of_keys_moved(choice(pool.list, algorithm::random), choice(pool.list)));
  CHECK_FALSE(share_of_keys_moved(choice({}), choice(pool.list)));
  CHECK_FALSE(share_of_keys_moved(choice(pool.list), choice({})));
}
