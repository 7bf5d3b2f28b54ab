#include "actors/pool_view.hpp"

#include <algorithm>

namespace loadex::actors {

bool pool_view::settled() const noexcept {
  return std::none_of(standings.begin(), standings.end(),
                      [](const standing& s) { return s.state == health::state::checking; });
}

} // namespace loadex::actors
