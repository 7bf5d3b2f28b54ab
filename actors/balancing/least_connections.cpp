#include "actors/balancing/least_connections.hpp"

#include <algorithm>

namespace loadex::actors::balancing {

std::optional<std::size_t> least_connections::pick(const query& ask) {
  if (pool_.empty())
    return std::nullopt;
  std::optional<std::size_t> best;
  std::int64_t best_load = 0;
  std::uint64_t tied_weight = 0;
  double best_weight = 0;
  const std::size_t start = random_.below(pool_.size());
  const std::size_t looked_at = std::min(pool_.size(), window + ask.tried.size());
  for (std::size_t i = 0; i < looked_at; ++i) {
    const std::size_t index = start + i < pool_.size() ? start + i : start + i - pool_.size();
    const candidate& c = pool_[index];
    if (ask.has_tried(c.id))
      continue;
    const std::int64_t load = ask.load_of(c, index);
    const double weight = c.weight_now();
    // load / weight, compared without dividing
    const double more = best ? static_cast<double>(load) * best_weight - static_cast<double>(best_load) * weight : -1;
    if (more > 0)
      continue;
    tied_weight = more < 0 ? c.weight : tied_weight + c.weight;
    if (more < 0 || random_.below(tied_weight) < c.weight) {
      best = index;
      best_load = load;
      best_weight = weight;
    }
  }
  return best;
}

std::optional<double> least_connections::score(std::size_t index, const query& ask) const {
  return static_cast<double>(ask.load_of(pool_[index], index)) / pool_[index].weight_now();
}

} // namespace loadex::actors::balancing
