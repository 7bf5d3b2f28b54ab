#include "tests/support/actor_fixture.hpp"

namespace loadex::tests {

namespace {

caf::actor_system_config& deterministic(caf::actor_system_config& config) {
  config.set("scheduler.policy", caf::atom("testing"));
  return config;
}

} // namespace

actor_fixture::actor_fixture()
    : system_(deterministic(config_))
    , scheduler_(dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler())) {}

void actor_fixture::advance(std::chrono::nanoseconds by) {
  auto& clock = scheduler_.clock();
  const auto end = clock.now() + by;
  run();
  // One step over all of it would fire only the first of the ticks that re-arm themselves.
  while (!clock.schedule().empty() && clock.schedule().begin()->first <= end) {
    scheduler_.advance_time(clock.schedule().begin()->first - clock.now());
    run();
  }
  scheduler_.advance_time(end - clock.now());
}

} // namespace loadex::tests
