#include "actors/balancing/hash_ring.hpp"

#include "actors/balancing/hash.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

namespace loadex::actors::balancing {

namespace {

constexpr std::uint64_t most_points = 1 << 22;
constexpr std::uint64_t points_for_weight_1 = 32;

struct point {
  std::uint64_t at;
  std::uint32_t owner;
};

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
  std::vector<point> all;
  all.reserve(points * weight_in_all);
  for (std::uint32_t owner = 0; owner < tier.size(); ++owner)
    for (std::uint64_t i = 0; i < points * tier[owner].weight; ++i)
      all.push_back({hash_of(tier[owner].identity, i), owner});
  std::ranges::sort(all, {}, [&](const point& p) { return std::tuple(p.at, tier[p.owner].identity); });
  places_.reserve(all.size() + 1);
  owners_.reserve(all.size());
  for (const auto& p : all) {
    places_.push_back(p.at);
    owners_.push_back(p.owner);
  }
  places_.push_back(std::numeric_limits<std::uint64_t>::max());

  const auto bits = std::bit_width(owners_.size() | 1);
  shift_ = static_cast<unsigned>(64 - bits);
  begins_.resize(std::size_t{1} << bits);
  std::uint32_t first = 0;
  for (std::uint64_t part = 0; part < begins_.size(); ++part) {
    while (first < owners_.size() && places_[first] >> shift_ < part)
      ++first;
    begins_[part] = first;
  }
}

std::size_t hash_ring::successor(std::uint64_t at) const noexcept {
  std::size_t hit = begins_[at >> shift_];
  hit += places_[hit] < at ? 1 : 0; // Two steps without a branch, which no processor could predict:
  hit += places_[hit] < at ? 1 : 0; // a part has less than one point on average.
  while (places_[hit] < at)
    ++hit;
  return hit < owners_.size() ? hit : 0;
}

} // namespace loadex::actors::balancing
