#include "tests/simulation/simulated_workers.hpp"

namespace loadex::tests::simulation {

using namespace std::chrono_literals;

simulated_workers::simulated_workers(stage& on, const scenario& what, const config::settings& settings,
                                     const actors::balancing::shared_turns& turns)
    : stage_(on)
    , view_delay_(what.view_delay) {
  const simulated_worker::surroundings around{on.system(), addresses_, metrics_, settings, turns};
  for (unsigned i = 0; i < what.workers; ++i)
    workers_.emplace_back(i, around, on.random().number());
}

bool simulated_workers::turn() {
  bool all_told = true;
  for (auto& w : workers_) {
    if (!w.stirred())
      continue;
    const bool busy = stage_.random().one_in(4);
    if (busy)
      stage_.after(1ms, [] {});
    else
      w.turn();
    all_told = all_told && !busy;
  }
  return all_told;
}

void simulated_workers::hand_out(const actors::pool_view_ptr& view) {
  for (auto& w : workers_) {
    const auto delay = stage_.random().below(static_cast<std::uint64_t>(view_delay_ / 1us) + 1);
    stage_.after(std::chrono::microseconds(delay), [&w, view] { w.routes().adopt(view); });
  }
}

void simulated_workers::adopt(const actors::pool_view_ptr& view) {
  for (auto& w : workers_)
    w.routes().adopt(view);
}

void simulated_workers::stop() {
  for (auto& w : workers_)
    w.stop();
}

} // namespace loadex::tests::simulation
