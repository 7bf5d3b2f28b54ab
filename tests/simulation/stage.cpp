#include "tests/simulation/stage.hpp"

#include <algorithm>

namespace loadex::tests::simulation {

void stage::run_until(moment end, const std::function<void()>& settle) {
  for (;;) {
    const auto deed = agenda_.empty() ? moment::max() : agenda_.next();
    const auto timer = actors_.next_timer().value_or(moment::max()); // an actor's, which may enter deeds
    if (std::min(deed, timer) > end)
      break;
    actors_.advance(std::min(deed, timer) - now());
    if (deed <= timer)
      agenda_.take()();
    settle();
  }
  actors_.advance(end - now());
}

} // namespace loadex::tests::simulation
