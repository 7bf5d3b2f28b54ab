#pragma once

#include "tests/simulation/fleet.hpp"
#include "tests/simulation/mishaps.hpp"
#include "tests/simulation/scenario.hpp"
#include "tests/simulation/simulated_pool.hpp"
#include "tests/simulation/stage.hpp"
#include "tests/simulation/statistics.hpp"

#include <chrono>
#include <deque>
#include <functional>

namespace loadex::tests::simulation {

/// Two pools that share backends, each with its settings, in a world whose time, backends and mishaps are simulated.
/// One thread.
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
  void begin();
  void look_around();
  void end();

  void run_until(moment end);
  void settle();

  const scenario scenario_;
  statistics seen_;
  stage stage_;
  fleet fleet_;
  mishaps mishaps_;
  std::deque<simulated_pool> pools_; // they stay where they are
};

} // namespace loadex::tests::simulation
