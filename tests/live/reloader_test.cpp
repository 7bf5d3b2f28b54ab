#include "apps/loadbalancer/daemon/reloader.hpp"
#include "tests/support/e2e/eventually.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <stdexcept>

using namespace loadex;
using loadex::tests::e2e::eventually;

TEST_CASE("a reload that fails by what nobody has foreseen is refused, and the next one is tried") {
  observability::reload_counters counted;
  std::atomic<unsigned> read{0};
  std::atomic<unsigned> adopted{0};
  const auto holds = config::make_snapshot({});
  reloader reloads(
      [&]() -> config::settings {
        if (++read == 1)
          throw std::runtime_error("no descriptors");
        return {};
      },
      [&](const config::settings&) {
        ++adopted;
        return config::succession{holds, {}, {}};
      },
      counted);

  reloads.ask();
  reloads.begin();
  REQUIRE(eventually([&] { return read == 1; }));
  CHECK(adopted == 0);
  reloads.ask();
  CHECK(eventually([&] { return adopted == 1; }));
  reloads.end();
}
