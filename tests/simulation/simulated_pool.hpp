#pragma once

#include "actors/messages/pool.hpp"
#include "config/snapshot.hpp"
#include "observability/events/event_log.hpp"
#include "tests/simulation/clients.hpp"
#include "tests/simulation/exchanges.hpp"
#include "tests/simulation/fleet.hpp"
#include "tests/simulation/judges.hpp"
#include "tests/simulation/mishaps.hpp"
#include "tests/simulation/observer.hpp"
#include "tests/simulation/orders.hpp"
#include "tests/simulation/scenario.hpp"
#include "tests/simulation/simulated_prober.hpp"
#include "tests/simulation/simulated_workers.hpp"
#include "tests/simulation/stage.hpp"
#include "tests/simulation/statistics.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace loadex::tests::simulation {

/// One pool: its real actors and every worker's real way to them, and what is simulated of its own: settings, clients,
/// orders, and the judges of what it promises. Backends, and what befalls them, are the world's: other pools may have
/// them, too.
class simulated_pool {
public:
  struct surroundings {
    stage& on;
    fleet& backends;
    mishaps& faults;
    statistics& seen;
  };

  /// Begins with `backends`.
  simulated_pool(const std::string& name, const scenario& what, const surroundings& around,
                 const std::vector<simulated_backend*>& backends);
  simulated_pool(const simulated_pool&) = delete;
  simulated_pool& operator=(const simulated_pool&) = delete;

  /// Requests and orders come from now on.
  void begin();

  /// To be called every second or so.
  void look_around();

  /// Nothing is under way any more: every backend is to leave.
  void dismiss(std::chrono::milliseconds deadline);

  /// All of them have left.
  void check_end();

  /// The workers turn their loops; whether they have told everything.
  bool turn() { return workers_.turn(); }

  /// Everything has been told, and the actors have handled it.
  void check_told();

  void stop();

  /// Those that a pool without backends has.
  std::size_t least_actors() const noexcept { return 1 + workers_.count(); }

private:
  config::snapshot::pool first_settings(const std::string& name, const std::vector<simulated_backend*>& backends);
  actors::pool_actor start();

  const scenario scenario_;
  const surroundings around_;
  const config::settings settings_;
  const std::shared_ptr<observability::event_log> log_ = std::make_shared<observability::event_log>();
  const actors::balancing::shared_turns turns_ = std::make_shared<std::atomic<std::uint64_t>>(0);
  judges judges_;
  simulated_prober prober_;
  const config::snapshot::pool first_;
  actors::pool_actor pool_;
  simulated_workers workers_;
  observer observer_;
  exchanges exchanges_;
  clients clients_;
  orders orders_;
};

} // namespace loadex::tests::simulation
