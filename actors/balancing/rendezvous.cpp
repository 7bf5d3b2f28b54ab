#include "actors/balancing/rendezvous.hpp"

#include "actors/balancing/hash.hpp"

#include <xxhash.h>

#include <cmath>

namespace loadex::actors::balancing {

namespace {

/// The upper 53 bits of `hash` as a number in (0, 1].
double unit_interval(std::uint64_t hash) noexcept {
  return static_cast<double>((hash >> 11) + 1) * 0x1p-53;
}

} // namespace

std::optional<std::size_t> rendezvous::pick(const query& ask) {
  const std::uint64_t key = hash_of(ask.*key_);
  std::optional<std::size_t> best;
  double best_score = 0;
  for (std::size_t index = 0; index < pool_.size(); ++index) {
    const candidate& c = pool_[index];
    const double h = unit_interval(XXH3_64bits_withSeed(&c.identity, sizeof c.identity, key));
    // As -ln(h) >= 1 - h, most candidates are out before the logarithm is taken.
    if (c.weight <= best_score * (1 - h) || ask.has_tried(c.id))
      continue;
    const double score = -static_cast<double>(c.weight) / std::log(h);
    if (score > best_score) {
      best_score = score;
      best = index;
    }
  }
  return best;
}

} // namespace loadex::actors::balancing
