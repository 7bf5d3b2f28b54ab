#include "actors/backend_actor.hpp"

#include "actors/health/pace.hpp"
#include "actors/health/passive.hpp"
#include "actors/health/threshold.hpp"
#include "observability/log.hpp"

#include <caf/actor_system.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace loadex::actors {

namespace {

using observability::level;
using observability::log_event;
using observability::reason;

/// Owns one backend: its health and its connection count.
/// Runs on whichever thread a message came from; nobody else touches this state.
struct backend_state {
  backend_setup setup;
  health::threshold health;
  health::passive traffic;
  std::int32_t in_flight = 0;

  void judge(const probe_verdict& verdict) {
    if (verdict.why == reason::no_descriptors)
      return recheck(); // our own want says nothing of the backend
    if (health.observe(verdict.healthy)) {
      traffic.reset();
      announce(verdict.why, verdict.detail);
    }
    if (!health.settled())
      recheck();
  }

  void account(const traffic_report& report) {
    count(report);
    if (traffic.observe({report.failed_connects, report.succeeded, report.trailing_failures}) && health.take_out()) {
      announce(report.why, "seen on traffic");
      recheck();
    }
  }

  void count(const traffic_report& report) {
    in_flight += static_cast<std::int32_t>(report.opened) - static_cast<std::int32_t>(report.closed);
    setup.vitals->in_flight.store(in_flight, std::memory_order_relaxed);
  }

  void announce(reason why, const std::string& detail) const {
    const bool healthy = health.current() == health::state::healthy;
    if (healthy)
      log_event(level::info, "backend up", {{"backend", setup.url.text()}, {"detail", detail}});
    else
      log_event(level::warn, "backend down",
                {{"backend", setup.url.text()}, {"reason", std::string{to_string(why)}}, {"detail", detail}});
    tell(setup.pool.lock(), health_change{setup.id, healthy, why});
  }

  void recheck() const { tell(setup.probe, probe_soon{health::recheck_delay}); }

  backend_actor::behavior_type make_behavior() {
    return {
        [this](const probe_verdict& verdict) { judge(verdict); },
        [this](const traffic_report& report) { account(report); },
    };
  }
};

backend_actor::behavior_type run_backend(backend_actor::stateful_pointer<backend_state> self,
                                         const backend_setup& setup) {
  backend_state& state = self->state;
  state.setup = setup;
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
