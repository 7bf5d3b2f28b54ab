#include "actors/pool/pool_view.hpp"

#include <algorithm>

namespace loadex::actors {

bool pool_view::settled() const noexcept {
  return std::ranges::find(states, health::state::checking) == states.end();
}

} // namespace loadex::actors
