#pragma once

#include "actors/backend/prober.hpp"
#include "actors/balancing/plan.hpp"
#include "actors/balancing/strategy.hpp"
#include "actors/pool/pool_ticks.hpp"
#include "actors/pool/roster.hpp"
#include "config/settings.hpp"
#include "observability/events/event_recorder.hpp"

#include <cstdint>
#include <optional>

namespace loadex::actors {

/// What the parts of a pool's state share.
struct pool_common {
  ticking_pool::pointer self = nullptr;
  prober* io = nullptr;
  std::uint64_t seed = 0; // of the probes' jitter
  balancing::shared_turns turns;
  config::algorithm algorithm{};
  config::traffic_settings how;
  balancing::shared_load load; // kept only if a bound needs it: it is one more thing that workers share
  std::optional<observability::event_recorder> events;
  roster members;
};

} // namespace loadex::actors
