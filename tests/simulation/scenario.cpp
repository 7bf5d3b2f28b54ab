#include "tests/simulation/scenario.hpp"

#include "tests/simulation/chance.hpp"

#include <fmt/core.h>

#include <initializer_list>

namespace loadex::tests::simulation {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

/// Deals out values by the seed, each feature's with no regard to the others', so that all combinations come.
class turns {
public:
  explicit turns(std::uint64_t seed)
      : random_(~seed) {}

  template <class T>
  T one_of(std::initializer_list<T> values) {
    return values.begin()[random_.below(values.size())];
  }

private:
  chance random_;
};

config::health_settings health_for(turns& deal) {
  config::health_settings health;
  health.rise = deal.one_of({1U, 1U, 2U, 3U});
  health.fall = deal.one_of({1U, 1U, 2U, 3U});
  health.traffic_failures = deal.one_of({2U, 5U, 10U});
  health.failure_ratio = deal.one_of({0U, 30U, 50U});
  health.failure_minimum = deal.one_of({5U, 20U});
  health.slow_start = deal.one_of<milliseconds>({0s, 5s, 10s});
  health.slow_start_curve = deal.one_of({config::ramp_curve::linear, config::ramp_curve::quadratic});
  health.when_all_down = deal.one_of({config::all_down::fail, config::all_down::try_anyway});
  return health;
}

config::circuit_settings circuit_for(turns& deal) {
  config::circuit_settings circuit;
  circuit.outages = deal.one_of({0U, 2U, 3U, 5U});
  circuit.ejection = deal.one_of<milliseconds>({2s, 5s, 10s});
  circuit.longest_ejection = 1min;
  circuit.most_ejected = deal.one_of({30U, 50U, 50U, 100U});
  return circuit;
}

config::outlier_settings outlier_for(turns& deal) {
  config::outlier_settings outlier;
  outlier.factor = deal.one_of({0U, 3U});
  outlier.interval = deal.one_of<milliseconds>({1s, 3s});
  return outlier;
}

config::balancing_settings balancing_for(turns& deal, std::uint64_t seed) {
  config::balancing_settings balancing;
  if (seed % 4 == 2)
    balancing.hash_load_bound = 25;
  if (seed % 4 == 3)
    balancing.sticky_cookie = "server";
  balancing.max_connections = deal.one_of({0U, 1U, 4U, 20U});
  balancing.queue_length = deal.one_of({0U, 5U, 100U});
  balancing.queue_timeout = deal.one_of<milliseconds>({200ms, 1s, 5s});
  return balancing;
}

} // namespace

config::settings settings_for(std::uint64_t seed) {
  turns deal(seed);
  config::settings all;
  all.global.algo = config::algorithms()[seed % config::algorithms().size()].which;
  all.balancing = balancing_for(deal, seed);
  all.health = health_for(deal);
  all.circuit = circuit_for(deal);
  all.outlier = outlier_for(deal);
  return all;
}

std::string replay_command(const scenario& what) {
  return fmt::format("make soak-virtual HOURS={} SEEDS=1 SEED={} RATE={} ORDER_EVERY={}", what.length.count(),
                     what.seed, what.requests_per_second, what.between_orders.count());
}

} // namespace loadex::tests::simulation
