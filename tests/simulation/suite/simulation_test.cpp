#include "tests/simulation/violation.hpp"
#include "tests/simulation/world.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::simulation;
using namespace std::chrono_literals;

namespace {

// Two hours of it are as long under a sanitizer.
#ifdef SANITIZED
constexpr auto day = 2h;
#else
constexpr auto day = 24h;
#endif

statistics run(const scenario& what) {
  try {
    return world(what).run();
  } catch (const violation& e) {
    FAIL(e.what() << "\nto see it again: " << replay_command(what));
    throw;
  }
}

} // namespace

TEST_CASE("a day of faults and changes under traffic breaks no promise") {
  const auto seen = run({.seed = 1, .length = day});
  const auto hours = static_cast<std::uint64_t>(day.count());
  CHECK(seen.requests > hours * 350'000);
  CHECK(seen.answered > seen.requests * 97 / 100); // of the others, some have left, and some came while all was down
  CHECK(seen.faults > hours * 20);
  CHECK(seen.orders > hours * 60);
  CHECK(seen.reloads > hours * 10);
}

TEST_CASE("an hour breaks no promise, whatever the seed and the algorithm it begins with") {
  statistics seen;
  for (std::uint64_t seed = 2; seed < 26; ++seed)
    seen += run({.seed = seed, .length = 1h, .requests_per_second = 20});
  CHECK(seen.fair_windows > 400); // none while somebody is full or eased
  CHECK(seen.ejections > 20);
  CHECK(seen.trials > seen.ejections);
  CHECK(seen.queued > 100);
  CHECK(seen.impatient > 10);
  CHECK(seen.pool_outages > 20);
}

TEST_CASE("hours with an order every other second break no promise") {
  for (std::uint64_t seed = 1; seed < 5; ++seed)
    run({.seed = seed, .length = 2h, .between_orders = 2s});
}

TEST_CASE("the same seed runs alike") {
  const scenario what{.seed = 7, .length = 1h};
  const auto one = run(what);
  const auto other = run(what);
  CHECK(one.requests == other.requests);
  CHECK(one.failed_over == other.failed_over);
  CHECK(one.views == other.views);
}

TEST_CASE("the simulation notices when workers see changes too late") {
  CHECK_THROWS_WITH(world({.seed = 1, .length = 2h, .view_delay = 2s}).run(), Catch::Contains("after it was"));
}
