#include "actors/backend/backend_actor.hpp"

#include "actors/backend/backend_ticks.hpp"
#include "actors/backend/places.hpp"
#include "actors/backend/weight_share.hpp"
#include "actors/balancing/latency_estimate.hpp"
#include "actors/health/passive.hpp"
#include "actors/health/threshold.hpp"
#include "actors/runtime/often_told.hpp"

#include <caf/actor_clock.hpp>
#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>
#include <utility>

namespace loadex::actors {

namespace {

using namespace backend_ticks;
using base::reason;
using health::circuit;
using observability::decider;

/// Owns one backend: its health, its circuit, its connection count and queue, its latency.
/// Runs on whichever thread a message came from; nobody else touches this state.
struct backend_state {
  ticking_backend::pointer self = nullptr;
  backend_setup setup;
  health::threshold health;
  health::passive traffic;
  health::circuit breaker;
  weight_share share;
  bool share_ticking = false;
  std::uint64_t share_ticks = 0;
  balancing::latency_estimate latency;
  places seats;
  bool in_service = true;
  bool only_for_requests = false;     // down because requests broke: no probe has found it so
  std::optional<std::uint64_t> drain; // whose end the pool waits for
  circuit::time ejected_until{};
  reason latest_fault = reason::none;
  probe_verdict latest_probe;

  circuit::time now() const { return self->home_system().clock().now(); }

  // ---- health ----

  void judge(const probe_verdict& verdict) {
    setup.counters->count_check(verdict.why, verdict.took);
    if (std::exchange(latest_probe, verdict) != verdict)
      tell(setup.pool.lock(), probe_news{setup.id, verdict});
    if (verdict.why == reason::no_descriptors)
      return recheck(); // our own want says nothing of the backend
    const bool first = health.current() == health::state::checking;
    if (!verdict.healthy && std::exchange(only_for_requests, false))
      announce(decider::probe, verdict.why, verdict.detail);
    if (health.observe(verdict.healthy)) {
      traffic.reset();
      if (!verdict.healthy)
        go_down(decider::probe, verdict.why, verdict.detail, !first);
      else
        come_up(decider::probe, verdict.detail, !first || setup.warms_up_first);
    }
    if (!health.settled())
      recheck();
  }

  void account(const traffic_report& report) {
    seats.count(static_cast<std::int32_t>(report.opened) - static_cast<std::int32_t>(report.closed));
    say_if_empty();
    seats.admit_waiting();
    if (report.timed + report.failed_connects + report.succeeded + report.failed == 0)
      return; // of how requests go nothing is said
    const auto at = now();
    if (report.timed > 0)
      measure(report, at);
    if (report.failed_connects > 0 && std::exchange(only_for_requests, false))
      announce(decider::traffic, report.why, "a request could not be connected, either");
    if (breaker.current() != circuit::state::closed)
      return; // these began before the ejection, or are the trial, which tells by itself
    const auto fault =
        traffic.observe({report.failed_connects, report.succeeded, report.failed, report.trailing_failures}, at);
    if (!fault || health.current() != health::state::healthy)
      return;
    traffic.reset();
    if (report.failed_connects > 0)
      go_out({report.why, *fault}, false);
    else
      tell(setup.pool.lock(), requests_break{setup.id, report.why, *fault});
  }

  /// By what requests have seen; unless a probe, or the circuit, was quicker.
  void go_out(const take_out& order, bool only_since_they_broke) {
    if (breaker.current() != circuit::state::closed || !health.take_out())
      return;
    only_for_requests = only_since_they_broke;
    go_down(decider::traffic, order.why, order.detail, true);
    recheck();
  }

  void come_up(decider by, const std::string& detail, bool after_outage) {
    only_for_requests = false;
    if (after_outage && breaker.current() == circuit::state::closed)
      warm_up();
    announce(by, reason::none, detail);
  }

  void go_down(decider by, reason why, const std::string& detail, bool outage) {
    const bool wants_ejection = outage && breaker.note_outage(now());
    latest_fault = why;
    share.stop_warming(now());
    announce(by, why, detail, wants_ejection);
    seats.dismiss();
  }

  void recheck() const { tell(setup.probe, probe_soon{setup.terms.health.unsettled_interval}); }

  // ---- circuit ----

  void eject_now() {
    if (breaker.current() == circuit::state::closed)
      open_circuit(decider::pool);
  }

  void open_circuit(decider by) {
    const auto length = breaker.open(now());
    setup.counters->ejections.add();
    share.stop_warming(now());
    ejected_until = now() + length;
    tell_later(ticking_backend{self}, length, ejection_over{breaker.ejections()});
    announce(by, latest_fault, "for " + std::to_string(length.count()) + " ms");
    seats.dismiss();
  }

  void begin_trials(const ejection_over& of) {
    if (breaker.half_open(of.number))
      announce(decider::pool, reason::none, "one request at a time");
  }

  void conclude_trial(const trial_result& trial) {
    using outcome = trial_result::outcome;
    if (breaker.current() != circuit::state::half_open)
      return; // it was readmitted meanwhile
    if (trial.what == outcome::failed) {
      latest_fault = trial.why;
      open_circuit(decider::trial);
    } else if (trial.what == outcome::passed && health.current() == health::state::healthy) {
      close_circuit(decider::trial);
    } else {
      breaker.forget_trial();
    }
  }

  void come_back_early() {
    traffic.reset();
    const bool was_out = std::exchange(only_for_requests, false) && health.put_back();
    if (breaker.current() != circuit::state::closed)
      close_circuit(decider::pool);
    else if (was_out)
      come_up(decider::pool, latest_probe.detail, true);
  }

  void close_circuit(decider by) {
    breaker.close(now());
    traffic.reset();
    if (health.current() == health::state::healthy)
      warm_up();
    announce(by, reason::none, latest_probe.detail);
  }

  // ---- places ----

  bool is_available() const {
    return in_service && health.current() == health::state::healthy && breaker.current() == circuit::state::closed;
  }

  void admit(const request_place& asked) {
    if (!in_service)
      return asked.reply.answer(place::unavailable);
    if (breaker.current() == circuit::state::half_open) {
      if (!asked.repeatable || !seats.has_room() || !breaker.begin_trial())
        return asked.reply.answer(place::unavailable);
      seats.count(1);
      return asked.reply.answer(place::trial);
    }
    if (!seats.has_room() && !is_available()) // it asked from an old view, or for want of anybody available
      return asked.reply.answer(place::unavailable);
    if (!seats.has_room() && !asked.waits)
      return asked.reply.answer(place::no_room);
    if (!seats.has_room())
      return seats.join(asked);
    seats.count(1);
    asked.reply.answer(place::granted);
  }

  void watch_for_end(const watch_for_empty& order) {
    drain = order.drain;
    say_if_empty();
  }

  void say_if_empty() {
    if (drain && seats.empty())
      tell(setup.pool.lock(), backend_empty{setup.id, *std::exchange(drain, std::nullopt)});
  }

  void change_service(const serve& order) {
    in_service = order.in_service;
    if (!in_service)
      return seats.dismiss();
    if (!order.cold || health.current() != health::state::healthy || breaker.current() != circuit::state::closed)
      return;
    warm_up();
    announce(decider::admin, reason::none, latest_probe.detail);
  }

  // ---- weight and latency ----

  void measure(const traffic_report& report, circuit::time at) {
    latency.observe(report.longest, balancing::latency_estimate::seconds(report.together) / report.timed, at);
    setup.live_load->latency_level.store(latency.level(), std::memory_order_relaxed);
  }

  void limit_weight(double to) {
    share.limit(to, now());
    announce(decider::pool, reason::none, latest_probe.detail);
  }

  void warm_up(std::optional<circuit::time> since = std::nullopt) {
    share.warm_up(now(), since);
    if (share.is_eased(now()) && !std::exchange(share_ticking, true))
      look_again();
  }

  void look_again() { tell_later(ticking_backend{self}, share.step(), share_tick{++share_ticks}); }

  void go_on_warming(const share_tick& tick) {
    if (tick.number != share_ticks)
      return;
    share.publish(now());
    if (share.is_warming(now()))
      return look_again();
    share_ticking = false;
    if (!share.is_eased(now()) && health.current() == health::state::healthy)
      announce(decider::pool, reason::none, latest_probe.detail);
  }

  // ---- memory ----

  void remember(const tell_backend_memory& asked) const {
    const auto at = now();
    const bool ejected = breaker.current() == circuit::state::open;
    asked.reply.answer({.health = health.current(),
                        .only_for_requests = only_for_requests,
                        .circuit = breaker.remember(),
                        .ejected_until = ejected ? std::optional(ejected_until) : std::nullopt,
                        .latest_fault = latest_fault,
                        .latest_probe = latest_probe,
                        .latency = balancing::latency_estimate::at(at, latency.level(), setup.terms.limits.ewma_decay),
                        .warming_since = share.warming_since(at),
                        .in_flight = setup.live_load->in_flight.load(std::memory_order_relaxed)});
  }

  void go_on_from(const backend_memory& known) {
    const auto& terms = setup.terms;
    health = health::threshold{terms.health.rise, terms.health.fall, known.health};
    only_for_requests = known.only_for_requests;
    breaker = health::circuit{terms.circuit, known.circuit};
    latest_fault = known.latest_fault;
    latest_probe = known.latest_probe;
    seats.count(known.in_flight);
    if (known.latency) {
      latency.observe(*known.latency, *known.latency, now());
      setup.live_load->latency_level.store(latency.level(), std::memory_order_relaxed);
    }
    if (known.warming_since)
      warm_up(known.warming_since);
    if (known.ejected_until && breaker.current() == circuit::state::open) {
      ejected_until = *known.ejected_until;
      const auto left = std::chrono::ceil<std::chrono::microseconds>(ejected_until - now());
      tell_later(ticking_backend{self}, std::max(left, std::chrono::microseconds(0)),
                 ejection_over{breaker.ejections()});
    }
    setup.counters->circuit.store(static_cast<std::size_t>(breaker.current()), std::memory_order_relaxed);
  }

  // ---- the pool ----

  void adopt(const go_by& order) {
    setup.terms = order;
    seats.adopt(order);
    seats.admit_waiting();
    latency.adopt(order.limits.ewma_decay, now());
    setup.live_load->latency_level.store(latency.level(), std::memory_order_relaxed);
    health.adopt(order.health.rise, order.health.fall);
    traffic.adopt(order.health);
    breaker.adopt(order.circuit, now());
    share.adopt(order.health.slow_start, order.health.slow_start_curve, now());
    if (share_ticking)
      look_again(); // the steps may be shorter
  }

  void announce(decider by, reason why, const std::string& detail, bool wants_ejection = false) const {
    setup.counters->circuit.store(static_cast<std::size_t>(breaker.current()), std::memory_order_relaxed);
    tell(setup.pool.lock(), health_change{setup.id, health.current(), breaker.current(), only_for_requests,
                                          share.is_eased(now()), wants_ejection, by, why, detail});
  }

  ticking_backend::behavior_type make_behavior() {
    return {
        [this](const traffic_report& report) { account(report); },
        [this](const probe_verdict& verdict) { judge(verdict); },
        [this](const watch_for_empty& order) { watch_for_end(order); },
        [this](const request_place& asked) { admit(asked); },
        [this](const leave_queue& order) { seats.leave(order.asker); },
        [this](const trial_result& trial) { conclude_trial(trial); },
        [this](const take_out& order) { go_out(order, true); },
        [this](const eject&) { eject_now(); },
        [this](const readmit&) { come_back_early(); },
        [this](const ejection_over& of) { begin_trials(of); },
        [this](const serve& order) { change_service(order); },
        [this](const limit_share& order) { limit_weight(order.to); },
        [this](const go_by& order) { adopt(order); },
        [this](const share_tick& tick) { go_on_warming(tick); },
        [this](const tell_backend_memory& asked) { remember(asked); },
    };
  }
};

using accounting_backend = often_told<ticking_backend, &backend_state::account>;

ticking_backend::behavior_type run_backend(accounting_backend* self, const backend_setup& setup) {
  backend_state& state = self->state;
  state.self = self;
  state.setup = setup;
  const auto& [health, circuit, limits, load] = setup.terms;
  state.latency = balancing::latency_estimate{limits.ewma_decay};
  state.health = health::threshold{health.rise, health.fall};
  state.traffic = health::passive{health};
  state.breaker = health::circuit{circuit};
  state.share = weight_share{{health.slow_start, health.slow_start_curve}, setup.live_load};
  state.seats = places{setup};
  if (setup.known)
    state.go_on_from(*setup.known);
  tell(setup.probe, begin_probing{ticking_backend{self}});
  return state.make_behavior();
}

} // namespace

backend_actor spawn_backend(caf::actor_system& system, backend_setup setup) {
  return system.spawn(run_backend, std::move(setup));
}

} // namespace loadex::actors
