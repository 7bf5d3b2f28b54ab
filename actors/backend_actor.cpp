#include "actors/backend_actor.hpp"

#include "actors/balancing/latency_estimate.hpp"
#include "actors/health/pace.hpp"
#include "actors/health/passive.hpp"
#include "actors/health/threshold.hpp"

#include <caf/actor_clock.hpp>
#include <caf/actor_system.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace loadex::actors {

namespace {

using observability::decider;
using observability::reason;

/// Owns one backend: its health, its connection count and its latency.
/// Runs on whichever thread a message came from; nobody else touches this state.
struct backend_state {
  backend_actor::pointer self = nullptr;
  backend_setup setup;
  health::threshold health;
  health::passive traffic;
  balancing::latency_estimate latency;
  std::int32_t in_flight = 0;
  std::optional<std::uint64_t> drain; // whose end the pool waits for

  void judge(const probe_verdict& verdict) {
    if (verdict.why == reason::no_descriptors)
      return recheck(); // our own want says nothing of the backend
    if (health.observe(verdict.healthy)) {
      traffic.reset();
      announce(decider::probe, verdict.why, verdict.detail);
    }
    if (!health.settled())
      recheck();
  }

  void account(const traffic_report& report) {
    count(report);
    if (report.timed > 0)
      measure(report);
    if (traffic.observe({report.failed_connects, report.succeeded, report.trailing_failures}) && health.take_out()) {
      announce(decider::traffic, report.why, "seen on traffic");
      recheck();
    }
  }

  void count(const traffic_report& report) {
    const auto more = static_cast<std::int32_t>(report.opened) - static_cast<std::int32_t>(report.closed);
    in_flight += more;
    setup.vitals->in_flight.store(in_flight, std::memory_order_relaxed);
    if (setup.load && more != 0)
      setup.load->fetch_add(more, std::memory_order_relaxed);
    say_if_empty();
  }

  void measure(const traffic_report& report) {
    latency.observe(report.longest, balancing::latency_estimate::seconds(report.together) / report.timed,
                    self->home_system().clock().now());
    setup.vitals->latency_level.store(latency.level(), std::memory_order_relaxed);
  }

  void say_if_empty() {
    if (drain && in_flight == 0)
      tell(setup.pool.lock(), backend_empty{setup.id, *std::exchange(drain, std::nullopt)});
  }

  void announce(decider by, reason why, const std::string& detail) const {
    const bool healthy = health.current() == health::state::healthy;
    tell(setup.pool.lock(), health_change{setup.id, healthy, by, why, detail});
  }

  void recheck() const { tell(setup.probe, probe_soon{health::recheck_delay}); }

  backend_actor::behavior_type make_behavior() {
    return {
        [this](const probe_verdict& verdict) { judge(verdict); },
        [this](const traffic_report& report) { account(report); },
        [this](const watch_for_empty& order) {
          drain = order.drain;
          say_if_empty();
        },
    };
  }
};

backend_actor::behavior_type run_backend(backend_actor::stateful_pointer<backend_state> self,
                                         const backend_setup& setup) {
  backend_state& state = self->state;
  state.self = self;
  state.setup = setup;
  state.latency = balancing::latency_estimate{setup.latency_decay};
  state.health = health::threshold{setup.health.rise, setup.health.fall};
  state.traffic = health::passive{setup.health.traffic_failures};
  tell(setup.probe, begin_probing{backend_actor{self}});
  return state.make_behavior();
}

} // namespace

backend_actor spawn_backend(caf::actor_system& system, backend_setup setup) {
  return system.spawn(run_backend, std::move(setup));
}

} // namespace loadex::actors
