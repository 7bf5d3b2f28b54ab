#include "actors/balancing/hash_ring.hpp"

#include "actors/balancing/hash.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

namespace loadex::actors::balancing {

namespace {

constexpr std::uint64_t most_points = 1 << 22;
constexpr std::uint64_t points_for_weight_1 = 32;

/// Fewer where weights are so large that memory would suffer; then every candidate has plenty all the same.
std::uint64_t points_for_one(std::uint64_t weight_in_all) {
  std::uint64_t points = points_for_weight_1;
  while (points > 1 && points * weight_in_all > most_points)
    points /= 2;
  return points;
}

} // namespace

hash_ring::hash_ring(std::span<const candidate> tier) {
  std::uint64_t weight_in_all = 0;
  for (const auto& c : tier)
    weight_in_all += c.weight;
  const auto points = points_for_one(weight_in_all);
  points_.reserve(points * weight_in_all);
  for (std::uint32_t owner = 0; owner < tier.size(); ++owner)
    for (std::uint64_t i = 0; i < points * tier[owner].weight; ++i)
      points_.push_back({hash_of(tier[owner].identity, i), owner});
  std::ranges::sort(points_, {}, [&](const point& p) { return std::tuple(p.at, tier[p.owner].identity); });

  const auto bits = std::bit_width(points_.size() | 1);
  shift_ = static_cast<unsigned>(64 - bits);
  begins_.resize(std::size_t{1} << bits);
  std::uint32_t first = 0;
  for (std::uint64_t part = 0; part < begins_.size(); ++part) {
    while (first < points_.size() && points_[first].at >> shift_ < part)
      ++first;
    begins_[part] = first;
  }
}

std::size_t hash_ring::successor(std::uint64_t at) const noexcept {
  std::size_t hit = begins_[at >> shift_];
  while (hit < points_.size() && points_[hit].at < at)
    ++hit;
  return hit < points_.size() ? hit : 0;
}

} // namespace loadex::actors::balancing
