#include "actors/balancing/chooser.hpp"
#include "tests/support/pool_fixture.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace loadex::actors;
using namespace std::chrono_literals;
using loadex::config::algorithm;
using loadex::tests::backend;
using loadex::tests::dead;
using loadex::tests::url;
using fixture = loadex::tests::pool_fixture;
using health::state;
using loadex::base::reason;

namespace {

std::vector<selection> reasons(const explanation& told) {
  std::vector<selection> all;
  for (const auto& v : told.backends)
    all.push_back(v.why);
  return all;
}

loadex::config::settings by(algorithm which) {
  loadex::config::settings all;
  all.global.algo = which;
  return all;
}

} // namespace

TEST_CASE("an explanation says who would be chosen, and why every other backend is not") {
  using enum selection;
  fixture f{{backend(1), backend(2), backend(3, 1, true), backend(4), backend(5, 2)}, by(algorithm::least_connections)};
  f.prober.script(url(1), dead());
  f.run();
  f.report(1, {.opened = 1});
  f.disable(4);
  const auto told = f.explain();
  CHECK(told.algorithm == algorithm::least_connections);
  CHECK_FALSE(told.certain); // it goes by loads that each worker knows a little better
  CHECK(reasons(told) == std::vector{unavailable, outscored, in_reserve, unavailable, chosen});
  CHECK(told.backends[0].state == state::unhealthy);
  CHECK(told.backends[0].reason == reason::connect_refused);
  CHECK(told.backends[0].detail == "Connection refused");
  CHECK(told.backends[1].in_flight == 1);
  CHECK(told.backends[1].score == 1);
  CHECK(told.backends[3].state == state::disabled);
  CHECK(told.backends[4].score == 0);
  CHECK(told.backends[4].weight == 2);
  CHECK(std::chrono::system_clock::now() - told.backends[4].since < 1min);
}

TEST_CASE("an explanation of hashing agrees with every worker's choice") {
  fixture f{{backend(1), backend(2), backend(3)}, by(algorithm::ip_hash)};
  f.run();
  balancing::chooser worker(1, std::make_shared<std::atomic<std::uint64_t>>(0));
  worker.adopt(f.newest().plan);
  for (int i = 0; i < 50; ++i) {
    const auto client = "10.0.0." + std::to_string(i);
    const auto told = f.explain({.key = client});
    CHECK(told.certain);
    CHECK(told.backends[worker.pick({.key = client}).value()].why == selection::chosen);
  }
}

TEST_CASE("an explanation says where the client's cookie takes it, and what was tried") {
  auto settings = by(algorithm::first);
  settings.balancing.sticky_cookie = "server";
  fixture f{{backend(1), backend(2)}, settings};
  f.run();
  const auto tag = balancing::affinity_tag(f.newest().members[1]->identity);
  const auto kept = f.explain({.affinity = tag});
  CHECK(kept.by_affinity);
  CHECK(kept.certain);
  CHECK(kept.backends[1].why == selection::chosen);
  const auto moved = f.explain({.affinity = tag, .tried = {2}});
  CHECK_FALSE(moved.by_affinity);
  CHECK(moved.backends[0].why == selection::chosen);
  CHECK(moved.backends[1].why == selection::tried);
}

TEST_CASE("an explanation says that a backend of weight 0 is only for those whose cookie names it") {
  using enum selection;
  auto settings = by(algorithm::round_robin);
  settings.balancing.sticky_cookie = "server";
  fixture f{{backend(1, 0), backend(2), backend(3, 0, true)}, settings};
  f.run();
  const auto told = f.explain();
  CHECK(reasons(told) == std::vector{weightless, chosen, weightless});
  CHECK(told.certain);
  CHECK(told.backends[0].weight == 0);
  CHECK(told.backends[0].state == state::healthy);
  const auto kept = f.explain({.affinity = balancing::affinity_tag(f.newest().members[0]->identity)});
  CHECK(kept.by_affinity);
  CHECK(reasons(kept) == std::vector{chosen, outscored, weightless});
  f.disable(1);
  CHECK(reasons(f.explain()) == std::vector{unavailable, chosen, weightless});
}

TEST_CASE("asking for explanations takes no turns") {
  fixture f{3};
  f.run();
  for (int i = 0; i < 5; ++i)
    CHECK(f.explain().backends[0].why == selection::chosen);
}

TEST_CASE("an explanation of an empty pool chooses nobody") {
  fixture f{1};
  f.prober.script(url(1), dead());
  f.run();
  CHECK(reasons(f.explain()) == std::vector{selection::unavailable});
}

TEST_CASE("an explanation is of the pool as it is, also when a change has not been published yet") {
  fixture f{3};
  f.run();
  f.report(0, {.opened = 1});
  f.remove(1);
  tell(f.pool, backend_empty{1, 1}); // the first drain is over: the backend leaves, and before the next view ...
  const auto told = f.explain();
  CHECK(told.backends.size() == 2);
  CHECK(told.backends[0].id == 2);
  CHECK(std::ranges::count(reasons(told), selection::unavailable) == 0);
  CHECK(f.members() == std::vector{url(2), url(3)});
}
