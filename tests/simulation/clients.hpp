#pragma once

#include "tests/simulation/exchanges.hpp"
#include "tests/simulation/simulated_workers.hpp"
#include "tests/simulation/stage.hpp"
#include "tests/simulation/statistics.hpp"

#include <vector>

namespace loadex::tests::simulation {

/// Everybody who sends requests.
class clients {
public:
  clients(stage& on, simulated_workers& workers, exchanges& by, statistics& seen, unsigned requests_per_second);

  /// From now on requests come.
  void come();

private:
  void send_one_after_another();
  void rush();
  void send();

  stage& stage_;
  simulated_workers& workers_;
  exchanges& exchanges_;
  statistics& seen_;
  const duration between_requests_;
  std::vector<client> all_;
};

} // namespace loadex::tests::simulation
