#pragma once

#include "actors/backend/prober.hpp"
#include "actors/balancing/strategy.hpp"
#include "actors/messages/pool.hpp"
#include "observability/events/event_recorder.hpp"

#include <caf/fwd.hpp>

#include <cstdint>
#include <memory>
#include <optional>

namespace loadex::actors {

struct pool_setup {
  reconfigure first;      // what it begins with, which is no news
  prober* io = nullptr;   // outlives the actor
  std::uint64_t seed = 0; // of the probes' jitter
  balancing::shared_turns turns = std::make_shared<std::atomic<std::uint64_t>>(0); // shared with the strategies
  std::shared_ptr<observability::event_log> log = std::make_shared<observability::event_log>();
  std::shared_ptr<observability::event_counters> events = std::make_shared<observability::event_counters>();
  std::optional<pool_memory> known{}; // from which it goes on; then what `first` has otherwise is news
};

/// Starts the actor that owns membership. Its backend and probe actors end with it.
pool_actor spawn_pool(caf::actor_system& system, pool_setup setup);

} // namespace loadex::actors
