#pragma once

#include "actors/balancing/candidate.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace loadex::actors::balancing {

/// Gives every key a candidate, and all but the keys of a candidate that goes keep theirs. Immutable once made; the
/// same in every process.
///
/// Consistent hashing (Karger and others, 1997) with several probes (Appleton and O'Reilly, 2015): each candidate has a
/// few points on a ring, as its weight has it; a key is looked up from a few places, and the point that is nearest
/// behind one of them wins. docs/explain/design/0005-a-ring-with-probes.md says why.
class hash_ring {
public:
  hash_ring() = default;
  explicit hash_ring(std::span<const candidate> tier);

  /// The candidate for `key` (a hash) among those that `accept(index)` lets pass: the one that a ring of only these
  /// would give. None if there is none.
  template <class Accept>
  std::optional<std::size_t> find(std::uint64_t key, Accept accept) const;

private:
  static constexpr unsigned probes = 8;

  /// The first point at or behind `at`.
  std::size_t successor(std::uint64_t at) const noexcept;
  std::size_t next(std::size_t hit) const noexcept { return hit + 1 < owners_.size() ? hit + 1 : 0; }

  std::vector<std::uint64_t> places_; // of the points, in order; then one that is behind no place
  std::vector<std::uint32_t> owners_; // of the points: index in the tier
  std::vector<std::uint32_t> begins_; // the first point of each of equal parts of the ring
  unsigned shift_ = 63;               // from a place to its part
};

template <class Accept>
std::optional<std::size_t> hash_ring::find(std::uint64_t key, Accept accept) const {
  if (owners_.empty())
    return std::nullopt;
  const std::uint64_t step = key * 0x9e37'79b9'7f4a'7c15 | 1; // double hashing
  std::optional<std::size_t> best;
  std::uint64_t shortest = std::numeric_limits<std::uint64_t>::max();
  for (unsigned probe = 0; probe < probes; ++probe, key += step) {
    std::size_t hit = successor(key);
    for (std::size_t walked = 0; !accept(owners_[hit]); hit = next(hit))
      if (++walked == owners_.size())
        return std::nullopt;
    const std::uint64_t distance = places_[hit] - key; // wraps as the ring does
    if (!best || distance < shortest) {
      best = owners_[hit];
      shortest = distance;
    }
  }
  return best;
}

} // namespace loadex::actors::balancing
