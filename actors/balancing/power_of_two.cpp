#include "actors/balancing/power_of_two.hpp"

#include "actors/balancing/two_choices.hpp"

namespace loadex::actors::balancing {

std::optional<std::size_t> power_of_two::pick(const query& ask) {
  if (plan_ == nullptr)
    return std::nullopt;
  const auto two = draw_two(*plan_, ask, dice_);
  if (!two)
    return std::nullopt;
  return score(two->second, ask) < score(two->first, ask) ? two->second : two->first;
}

std::optional<double> power_of_two::score(std::size_t index, const query& ask) const {
  const auto& c = plan_->first_tier()[index];
  return static_cast<double>(ask.load_of(c, index)) / c.weight;
}

} // namespace loadex::actors::balancing
