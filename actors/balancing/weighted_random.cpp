#include "actors/balancing/weighted_random.hpp"

namespace loadex::actors::balancing {

std::optional<std::size_t> weighted_random::pick(const query& ask) {
  if (plan_ == nullptr || plan_->first_tier_size == 0)
    return std::nullopt;
  return untried_from(plan_->draw.draw(random_), plan_->first_tier(), ask);
}

} // namespace loadex::actors::balancing
