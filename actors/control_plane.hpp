#pragma once

#include "actors/backend/prober.hpp"
#include "actors/messages/pool.hpp"
#include "actors/messages/strategy.hpp"
#include "config/settings.hpp"
#include "observability/event_ring.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <cstdint>
#include <vector>

namespace loadex::actors {

/// The actor system and the actors every daemon has: one pool with its backends, one strategy for each worker.
/// Its functions are called by the thread that made it.
class control_plane {
public:
  /// Starts the actors; probing begins at once. `io` outlives this.
  control_plane(const config::settings& all, prober& io);
  control_plane(const control_plane&) = delete;
  control_plane& operator=(const control_plane&) = delete;

  /// Stops what is not stopped yet.
  ~control_plane();

  caf::actor_system& system() noexcept { return system_; }
  const pool_actor& pool() const noexcept { return pool_; }

  /// How often the pool has changed, and how. Any thread.
  const observability::event_counters& events() const noexcept { return *events_; }

  /// Starts the strategy actor of one worker; equal seeds make equal choices.
  strategy_actor spawn_strategy(std::uint64_t seed);

  /// Gives `sink` the newest view, soon, and every later one until stop() returns.
  void add_view_sink(view_sink sink);

  /// Ends every actor and waits until they are gone. Before that all sessions must have ended and every worker's
  /// mailroom have been drained for the last time: an actor left in a run queue would be waited for for ever.
  void stop();

private:
  caf::actor_system_config config_;
  caf::actor_system system_;
  balancing::shared_turns turns_ = std::make_shared<std::atomic<std::uint64_t>>(0);
  std::shared_ptr<observability::event_counters> events_ = std::make_shared<observability::event_counters>();
  pool_actor pool_;
  std::vector<strategy_actor> strategies_;
};

} // namespace loadex::actors
