#pragma once

#include "tests/simulation/scenario.hpp"
#include "tests/simulation/simulated_worker.hpp"
#include "tests/simulation/stage.hpp"

#include <cstddef>
#include <deque>

namespace loadex::tests::simulation {

/// The workers together, with what they share.
class simulated_workers {
public:
  /// `settings` outlive this.
  simulated_workers(stage& on, const scenario& what, const config::settings& settings,
                    const actors::balancing::shared_turns& turns);

  simulated_worker& any() { return workers_[stage_.random().below(workers_.size())]; }
  std::size_t count() const noexcept { return workers_.size(); }

  /// Turns the loops of those that have something to tell, but for one now and then that is busy and gets another
  /// chance soon. Whether everything has been told.
  bool turn();

  /// Each takes over `view` some moments later.
  void hand_out(const actors::pool_view_ptr& view);

  /// At rest: all take over `view` at once, and so let go of the backends that have left.
  void adopt(const actors::pool_view_ptr& view);

  void stop();

private:
  stage& stage_;
  const std::chrono::microseconds view_delay_;
  net::asio::io_context control_; // never runs: nothing has to be resolved
  net::io::address_book addresses_{control_};
  observability::request_metrics metrics_;
  std::deque<simulated_worker> workers_; // they stay where they are
};

} // namespace loadex::tests::simulation
