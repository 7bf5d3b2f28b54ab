#pragma once

#include "actors/backend/backend_actor.hpp"
#include "tests/support/actor_fixture.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

namespace loadex::tests {

/// A backend actor of id 42, and what it tells the probe actor and the pool actor.
struct backend_fixture : actor_fixture {
  int probings_begun = 0;
  std::vector<std::chrono::milliseconds> probes_soon;
  std::vector<actors::health_change> changes;
  std::vector<actors::requests_break> asked; // to be taken out
  bool may_go = true;                        // what the pool says to that
  std::vector<std::uint64_t> empty;          // the drains that are over
  std::vector<actors::probe_news> news;
  std::shared_ptr<actors::balancing::live_load> live_load = std::make_shared<actors::balancing::live_load>();
  std::shared_ptr<observability::backend_counters> counters = std::make_shared<observability::backend_counters>();
  actors::balancing::shared_load in_all = std::make_shared<std::atomic<std::int64_t>>(100);
  actors::probe_actor probe = system().spawn(stand_in_probe, this);
  actors::pool_reports pool = system().spawn(stand_in_pool, this);
  actors::backend_actor backend;

  explicit backend_fixture(const config::health_settings& health = {}, const config::circuit_settings& circuit = {},
                           const config::balancing_settings& limits = {}) {
    backend = actors::spawn_backend(system(), {.id = 42,
                                               .url = config::backend_url::parse("http://127.0.0.1:8001").value(),
                                               .terms = {health, circuit, limits, in_all},
                                               .live_load = live_load,
                                               .counters = counters,
                                               .probe = probe,
                                               .pool = actors::weak_handle{pool}});
    run();
  }
  backend_fixture(const backend_fixture&) = delete;
  backend_fixture& operator=(const backend_fixture&) = delete;

  /// A timer under way would keep the backend actor.
  ~backend_fixture() { end_actor(backend); }

  void verdict(bool healthy) {
    using base::reason;
    send(backend, actors::probe_verdict{healthy, healthy ? reason::none : reason::status_unexpected, ""});
  }

  void report(actors::traffic_report seen) { send(backend, seen); }

private:
  static actors::probe_actor::behavior_type stand_in_probe(actors::probe_actor::pointer, backend_fixture* notes) {
    return {
        [=](const actors::begin_probing&) { ++notes->probings_begun; },
        [=](const actors::probe_soon& order) { notes->probes_soon.push_back(order.delay); },
        [=](const actors::probe_like&) {}, // is the pool's
        [=](const actors::probe_now&) {},  // likewise
    };
  }

  static actors::pool_reports::behavior_type stand_in_pool(actors::pool_reports::pointer, backend_fixture* notes) {
    return {
        [=](const actors::health_change& change) { notes->changes.push_back(change); },
        [=](const actors::requests_break& told) {
          notes->asked.push_back(told);
          if (notes->may_go)
            tell(notes->backend, actors::take_out{told.why, told.detail});
        },
        [=](const actors::probe_news& n) { notes->news.push_back(n); },
        [=](const actors::backend_empty& told) { notes->empty.push_back(told.drain); },
    };
  }
};

} // namespace loadex::tests
