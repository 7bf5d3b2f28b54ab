#include "tests/simulation/scenario.hpp"

#include <fmt/core.h>

namespace loadex::tests::simulation {

config::settings settings_for(std::uint64_t seed) {
  config::settings all;
  all.global.algo = config::algorithms()[seed % config::algorithms().size()].which;
  if (seed % 4 == 2)
    all.balancing.hash_load_bound = 25;
  if (seed % 4 == 3)
    all.balancing.sticky_cookie = "server";
  return all;
}

std::string replay_command(const scenario& what) {
  return fmt::format("make soak-virtual HOURS={} SEEDS=1 SEED={} RATE={} ORDER_EVERY={}", what.length.count(),
                     what.seed, what.requests_per_second, what.between_orders.count());
}

} // namespace loadex::tests::simulation
