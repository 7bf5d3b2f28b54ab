#include "actors/backend/probe_actor.hpp"

#include "actors/health/pace.hpp"
#include "actors/runtime/compat.hpp"

#include <caf/actor_clock.hpp>
#include <caf/actor_system.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <tuple>
#include <utility>
#include <vector>

namespace loadex::actors {

namespace {

/// Time to probe; of an older generation it is ignored.
struct probe_tick {
  std::uint64_t generation = 0;
};

/// The prober's answer to the tick of `generation`.
struct probe_result {
  std::uint64_t generation = 0;
  probe_verdict verdict;
};

} // namespace

} // namespace loadex::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_result)

namespace loadex::actors {

namespace {

/// With what it says to itself.
using probing = probe_actor::extend<caf::reacts_to<probe_tick>, caf::reacts_to<probe_result>>;

/// Whether both ask a backend the same, and make the same of its answer.
bool ask_alike(const config::health_settings& a, const config::health_settings& b) {
  const auto asked = [](const config::health_settings& s) {
    return std::tie(s.probe, s.path, s.method, s.host, s.port, s.status, s.body, s.timeout);
  };
  return asked(a) == asked(b);
}

/// Probes one backend on a timer, at most one probe at a time.
struct probe_state {
  probing::pointer self = nullptr;
  probe_setup setup;
  health::pace pace;
  std::shared_ptr<const void> held; // see prober::hold()
  weak_handle<verdict_sink> backend;
  caf::actor_clock::time_point due{};            // of the timer
  std::uint64_t generation = 0;                  // of the timer; a timer cannot be cancelled, only outdated
  std::optional<std::uint64_t> awaited;          // the generation whose probe is under way
  caf::actor_clock::time_point asked{};          // when that began
  std::vector<reply_slot<probe_report>> waiting; // for what the next probe finds

  void begin(const verdict_sink& of) {
    backend = weak_handle{of};
    tick();
  }

  void tick() {
    arm(pace.regular());
    if (!awaited)
      probe();
  }

  void hurry(std::chrono::milliseconds delay) {
    awaited.reset();
    arm(pace.soon(delay));
  }

  void conclude(const probe_result& result) {
    if (awaited != result.generation)
      return;
    awaited.reset();
    auto verdict = result.verdict;
    verdict.took = std::chrono::duration_cast<std::chrono::microseconds>(now() - asked);
    tell(backend.lock(), verdict);
    for (const auto& to : std::exchange(waiting, {}))
      to.answer({true, verdict});
  }

  void probe_now(const actors::probe_now& order) {
    waiting.push_back(order.reply);
    if (generation > 0 && !awaited)
      ask_anew();
  }

  void adopt(const probe_like& order) {
    const auto before = std::exchange(setup.how, order.how);
    if (setup.how.interval != before.interval)
      pace.adopt(setup.how.interval);
    if (generation == 0)
      return; // it has not begun
    if (setup.how.interval < before.interval && now() + setup.how.interval < due)
      arm(pace.regular());
    if (awaited && !ask_alike(before, setup.how))
      ask_anew();
  }

  /// What is under way answers another question.
  void ask_anew() {
    arm(pace.regular());
    probe();
  }

  caf::actor_clock::time_point now() const { return self->home_system().clock().now(); }

  void arm(std::chrono::microseconds delay) {
    const auto after = pace.in_company(now().time_since_epoch(), delay);
    due = now() + after;
    tell_later(probing{self}, after, probe_tick{++generation});
  }

  void probe() {
    awaited = generation;
    asked = now();
    setup.io->probe(setup.url, setup.how, [me = weak_handle{probing{self}}, of = generation](probe_verdict verdict) {
      tell(me.lock(), probe_result{of, std::move(verdict)});
    });
  }

  probing::behavior_type make_behavior() {
    return {
        [this](const begin_probing& order) { begin(order.backend); },
        [this](const probe_tick& t) {
          if (t.generation == generation)
            tick();
        },
        [this](const probe_soon& order) { hurry(order.delay); },
        [this](const probe_like& order) { adopt(order); },
        [this](const actors::probe_now& order) { probe_now(order); },
        [this](const probe_result& result) { conclude(result); },
    };
  }
};

probing::behavior_type run_probe(probing::stateful_pointer<probe_state> self, const probe_setup& setup) {
  self->state.self = self;
  self->state.setup = setup;
  self->state.held = setup.io->hold(setup.url);
  self->state.pace = {setup.how.interval, setup.seed};
  return self->state.make_behavior();
}

} // namespace

probe_actor spawn_probe(caf::actor_system& system, probe_setup setup) {
  return system.spawn(run_probe, std::move(setup));
}

} // namespace loadex::actors
