#pragma once

#include "actors/backend/prober.hpp"
#include "actors/messages/pool.hpp"
#include "actors/messages/strategy.hpp"
#include "observability/events/event_recorder.hpp"

#include <caf/fwd.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace loadex::actors {

/// One pool, for those who send requests there. When the last of them lets go of it, on whatever thread, its actors
/// end. Its functions may be called on any thread.
class pool {
public:
  /// Starts the pool's actor; probing begins at once. `system` and `io` outlive it. `known`: what it goes on from.
  pool(caf::actor_system& system, std::uint64_t own_number, const reconfigure& first, prober& io,
       std::shared_ptr<observability::event_log> log = std::make_shared<observability::event_log>(),
       std::optional<pool_memory> known = std::nullopt);
  pool(const pool&) = delete;
  pool& operator=(const pool&) = delete;
  ~pool();

  /// Starts the strategy actor of one worker, which ends when that lets go of it; equal seeds make equal choices.
  strategy_actor spawn_strategy(std::uint64_t seed) const;

  /// Gives `sink` the newest view, soon, and every later one until the pool has ended.
  void add_view_sink(view_sink sink) const;

  const std::uint64_t number; // from 1: no two pools of a process have the same
  const std::string name;
  const balancing::shared_turns turns = std::make_shared<std::atomic<std::uint64_t>>(0);
  const std::shared_ptr<observability::event_counters> events = std::make_shared<observability::event_counters>();
  const pool_actor actor;

private:
  caf::actor_system& system_;
};

using pool_ptr = std::shared_ptr<const pool>;

} // namespace loadex::actors
