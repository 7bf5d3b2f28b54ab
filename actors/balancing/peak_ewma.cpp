#include "actors/balancing/peak_ewma.hpp"

#include <cmath>

namespace loadex::actors::balancing {

namespace {

constexpr double slowest = 1e12; // beyond every level

} // namespace

std::optional<double> peak_ewma::score(std::size_t index, const query& ask) const {
  const candidate& c = at(index);
  const double level = c.live_load->latency_level.load(std::memory_order_relaxed);
  const auto load = static_cast<double>(ask.load_of(c, index));
  if (std::isinf(level)) // of those that nothing is known of, an idle one comes first, a busy one last
    return load == 0 ? level : slowest + load / c.weight;
  return level + std::log((load + 1) / c.weight);
}

} // namespace loadex::actors::balancing
