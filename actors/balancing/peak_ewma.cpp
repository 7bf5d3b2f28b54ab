#include "actors/balancing/peak_ewma.hpp"

#include "actors/balancing/two_choices.hpp"

#include <cmath>

namespace loadex::actors::balancing {

namespace {

constexpr double slowest = 1e12; // beyond every level

} // namespace

std::optional<std::size_t> peak_ewma::pick(const query& ask) {
  if (plan_ == nullptr)
    return std::nullopt;
  const auto two = draw_two(*plan_, ask, dice_);
  if (!two)
    return std::nullopt;
  return score(two->second, ask) < score(two->first, ask) ? two->second : two->first;
}

std::optional<double> peak_ewma::score(std::size_t index, const query& ask) const {
  const auto& c = plan_->first_tier()[index];
  const double level = c.now->latency_level.load(std::memory_order_relaxed);
  const auto load = static_cast<double>(ask.load_of(c, index));
  if (std::isinf(level)) // of those that nothing is known of, an idle one comes first, a busy one last
    return load == 0 ? level : slowest + load / c.weight;
  return level + std::log((load + 1) / c.weight);
}

} // namespace loadex::actors::balancing
