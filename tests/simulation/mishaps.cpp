#include "tests/simulation/mishaps.hpp"

#include <array>

namespace loadex::tests::simulation {

using namespace std::chrono_literals;
using condition = simulated_backend::condition;

void mishaps::await(simulated_backend& which) {
  stage_.after(stage_.random().exponential(10min), [this, &which] { fail(which); });
}

void mishaps::await_disaster(fleet& all) {
  stage_.after(stage_.random().exponential(20min), [this, &all] { strike(all); });
}

/// Nobody is well any more, or there is a page that all of them break at; what befell some before is forgotten or takes
/// its course.
void mishaps::strike(fleet& all) {
  if (stage_.winding_down())
    return;
  ++seen_.disasters;
  constexpr std::array all_kinds{condition::crashed, condition::unready, condition::lying};
  const auto what = all_kinds[stage_.random().below(all_kinds.size())];
  const auto become = [this, &all](condition next) {
    all.for_each([&](auto& each) { each.become(next, stage_.now()); });
  };
  become(what);
  stage_.after(1s + stage_.random().exponential(10s), [become] { become(condition::well); });
  await_disaster(all);
}

void mishaps::fail(simulated_backend& which) {
  if (stage_.winding_down())
    return;
  ++seen_.faults;
  constexpr std::array all{
      condition::slow,   condition::crashed, condition::hanging,          condition::unready,
      condition::uneven, condition::lying,   condition::hidden_to_probes, condition::hidden_to_traffic};
  const auto what = all[stage_.random().below(all.size())];
  if (what == condition::crashed && stage_.random().one_in(3))
    return flap(which, 20, stage_.random().one_in(2) ? 1s : 0s);
  which.become(what, stage_.now());
  const duration mean = what == condition::uneven ? 3min : 20s; // to see who is slower takes its time
  stage_.after(500ms + stage_.random().exponential(mean), [this, &which] { recover(which); });
}

/// Crashes and comes back every moment.
void mishaps::flap(simulated_backend& which, int times, duration mean) {
  if (stage_.winding_down())
    return;
  which.become(which.now == condition::crashed ? condition::well : condition::crashed, stage_.now());
  if (times > 0)
    stage_.after(200ms + stage_.random().exponential(mean),
                 [this, &which, times, mean] { flap(which, times - 1, mean); });
  else
    recover(which);
}

void mishaps::recover(simulated_backend& which) {
  if (stage_.winding_down())
    return;
  const bool slowly = stage_.random().one_in(3);
  which.become(slowly ? condition::slow : condition::well, stage_.now());
  if (slowly)
    stage_.after(1min, [this, &which] { recover(which); });
  else
    await(which);
}

} // namespace loadex::tests::simulation
