#include "actors/balancing/least_connections.hpp"

#include <algorithm>

namespace loadex::actors::balancing {

namespace {

/// The requests that are with candidate `index` now, as far as this worker knows.
std::int64_t load_of(const candidate& c, std::size_t index, const query& ask) noexcept {
  const std::int64_t published = c.in_flight->load(std::memory_order_relaxed);
  const std::int64_t unsent = index < ask.unsent.size() ? ask.unsent[index] : 0;
  return std::max<std::int64_t>(0, published + unsent);
}

} // namespace

least_connections::least_connections(std::uint64_t seed)
    : random_(static_cast<std::minstd_rand::result_type>(seed)) {}

std::optional<std::size_t> least_connections::pick(const query& ask) {
  if (pool_.empty())
    return std::nullopt;
  std::optional<std::size_t> best;
  std::int64_t best_load = 0;
  std::uint64_t tied_weight = 0;
  const std::size_t start = below(pool_.size());
  const std::size_t looked_at = std::min(pool_.size(), window + ask.tried.size());
  for (std::size_t i = 0; i < looked_at; ++i) {
    const std::size_t index = start + i < pool_.size() ? start + i : start + i - pool_.size();
    const candidate& c = pool_[index];
    if (ask.has_tried(c.id))
      continue;
    const std::int64_t load = load_of(c, index, ask);
    // load / weight, compared without dividing
    const std::int64_t more = best ? load * pool_[*best].weight - best_load * c.weight : -1;
    if (more > 0)
      continue;
    tied_weight = more < 0 ? c.weight : tied_weight + c.weight;
    if (more < 0 || below(tied_weight) < c.weight) {
      best = index;
      best_load = load;
    }
  }
  return best;
}

/// A random number in [0, bound), for a bound of at most 32 bits. Scaled, not divided: this is done for every tie.
std::uint64_t least_connections::below(std::uint64_t bound) {
  static_assert(std::minstd_rand::min() == 1 && std::minstd_rand::max() < (1U << 31));
  return ((random_() - 1) * bound) >> 31;
}

} // namespace loadex::actors::balancing
