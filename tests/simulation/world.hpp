#pragma once

#include "actors/messages/pool.hpp"
#include "config/snapshot.hpp"
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

#include <chrono>
#include <functional>

namespace loadex::tests::simulation {

/// The real control plane (pool, backend, probe and strategy actors) and the real routers of some workers, in a world
/// whose time, backends, clients and mishaps are simulated. One thread.
class world {
public:
  explicit world(const scenario& what);
  world(const world&) = delete;
  world& operator=(const world&) = delete;
  ~world();

  /// Told after every simulated hour.
  using progress = std::function<void(std::chrono::hours done, const statistics& so_far)>;

  /// Runs to the end. Throws violation as soon as an invariant fails.
  statistics run(const progress& tell = {});

private:
  config::snapshot::pool first_pool();
  actors::pool_actor start_pool();
  void begin();
  void look_around();
  void end();

  void run_until(moment end);
  void settle();

  const scenario scenario_;
  const config::settings settings_;
  const actors::balancing::shared_turns turns_ = std::make_shared<std::atomic<std::uint64_t>>(0);
  statistics seen_;
  judges judges_;
  stage stage_;
  fleet fleet_;
  mishaps mishaps_;
  simulated_prober prober_;
  const config::snapshot::pool first_; // what the pool begins with
  actors::pool_actor pool_;
  simulated_workers workers_;
  observer observer_;
  exchanges exchanges_;
  clients clients_;
  orders orders_;
};

} // namespace loadex::tests::simulation
