#pragma once

#include "actors/pool.hpp"
#include "apps/loadbalancer/daemon/kept_sockets.hpp"
#include "apps/loadbalancer/daemon/pulse.hpp"
#include "apps/loadbalancer/daemon/service_manager.hpp"
#include "apps/loadbalancer/daemon/status_line.hpp"
#include "net/front/worker.hpp"
#include "net/io/types.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace loadex {

/// The daemon's side of whoever looks after it. Without a service manager it does nothing.
class supervision {
public:
  /// `control` runs no more when it ends.
  supervision(service_manager::terms by, const net::executor& control);

  service_manager& manager() noexcept { return manager_; }
  kept_sockets& sockets() noexcept { return sockets_; }

  /// Logs that these have been closed, which the process was started with and nobody has taken, and what was no use;
  /// and has none of it kept.
  void tell_of_unwanted(const std::vector<std::string>& addresses);

  /// These are the pools from now on. Any thread.
  void adopt(const std::vector<actors::pool_ptr>& pools) { status_.adopt(pools); }

  /// Follows the health of that pool. Any thread, until the pool ends.
  void follow(const actors::pool_ptr& pool);

  /// Has it known that the process lives, for as long as none of these hangs, nor the control thread, which does not
  /// run yet. They outlive the control thread.
  void begin_pulse(const std::vector<std::unique_ptr<net::front::worker>>& workers);

  // On the control thread.

  /// A second has gone by, in which so many requests have ended.
  void tell_status(std::uint32_t requests, bool reload_refused);

  /// The end has begun: workers end, each when it is done.
  void drain();

private:
  const net::executor control_;
  service_manager manager_;
  kept_sockets sockets_{manager_};
  status_line status_;
  std::optional<pulse> pulse_;
  bool draining_ = false; // of the control thread
};

} // namespace loadex
