#include "actors/balancing/two_choices.hpp"

namespace loadex::actors::balancing {

std::optional<std::size_t> two_choices::pick(const query& ask) {
  if (plan_ == nullptr)
    return std::nullopt;
  const auto two = draw_two(ask);
  if (!two)
    return std::nullopt;
  return score(two->second, ask) < score(two->first, ask) ? two->second : two->first;
}

std::optional<std::pair<std::size_t, std::size_t>> two_choices::draw_two(const query& ask) {
  constexpr int most_draws = 4; // for the second: a heavy candidate may come up again and again
  const auto tier = plan_->first_tier();
  if (tier.empty())
    return std::nullopt;
  const auto one = untried_from(plan_->draw.draw(random_), tier, ask);
  if (!one)
    return std::nullopt;
  std::size_t other = *one;
  for (int i = 0; i < most_draws && other == *one; ++i)
    other = untried_from(plan_->draw.draw(random_), tier, ask).value();
  if (other == *one)
    other = untried_from(*one + 1, tier, ask).value();
  return std::pair{*one, other};
}

} // namespace loadex::actors::balancing
