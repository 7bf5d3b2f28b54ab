#include "actors/balancing/two_choices.hpp"

namespace loadex::actors::balancing {

std::optional<std::pair<std::size_t, std::size_t>> draw_two(const plan& from, const query& ask, dice& with) {
  constexpr int most_draws = 4; // for the second: a heavy candidate may come up again and again
  const auto tier = from.first_tier();
  if (tier.empty())
    return std::nullopt;
  const auto one = untried_from(from.draw.draw(with), tier, ask);
  if (!one)
    return std::nullopt;
  std::size_t other = *one;
  for (int i = 0; i < most_draws && other == *one; ++i)
    other = untried_from(from.draw.draw(with), tier, ask).value();
  if (other == *one)
    other = untried_from(*one + 1, tier, ask).value();
  return std::pair{*one, other};
}

} // namespace loadex::actors::balancing
