#pragma once

#include "actors/backend/prober.hpp"
#include "actors/pool.hpp"
#include "config/snapshot.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace loadex::actors {

/// The actor system and the pools that there are now. Its functions are called by one thread at a time.
class control_plane {
public:
  /// Starts the pools that `first` has; probing begins at once. `io` outlives this. What happens goes to `events`. A
  /// pool that is `known` goes on from there.
  control_plane(const config::snapshot& first, prober& io,
                std::shared_ptr<observability::event_log> events = std::make_shared<observability::event_log>(),
                std::vector<pool_memory> known = {});
  control_plane(const control_plane&) = delete;
  control_plane& operator=(const control_plane&) = delete;

  /// Stops what is not stopped yet.
  ~control_plane();

  caf::actor_system& system() noexcept { return system_; }

  /// In the order of the snapshot.
  const std::vector<pool_ptr>& pools() const noexcept { return pools_; }

  /// A pool that `next` has, too, by its name, is told how it is to be now; one that is new is started; one that is
  /// missing is let go of here. `asked`: who did.
  void adopt(const config::snapshot& next, const observability::asker& asked = {});

  /// Ends every pool that anybody holds, and waits until no actor is left. Before that all strategies must have been
  /// let go of, and every worker's mailroom been drained for the last time: an actor left in a run queue would be
  /// waited for for ever.
  void stop();

private:
  void follow(const config::snapshot& next, const observability::asker& asked, std::vector<pool_memory> known);
  pool_ptr find(const std::string& name) const;

  prober& io_;
  const std::shared_ptr<observability::event_log> events_;
  caf::actor_system_config config_;
  caf::actor_system system_;
  std::uint64_t last_number_ = 0;
  std::vector<pool_ptr> pools_;
  std::vector<std::weak_ptr<const pool>> started_; // and held by anybody
};

} // namespace loadex::actors
