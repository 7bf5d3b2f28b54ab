#include "actors/health/passive.hpp"

namespace loadex::actors::health {

bool passive::observe(const traffic& seen) noexcept {
  in_a_row_ = seen.trailing_failures + (seen.succeeded ? 0 : in_a_row_);
  return seen.failed_connects > 0 || in_a_row_ >= limit_;
}

} // namespace loadex::actors::health
