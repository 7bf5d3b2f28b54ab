#pragma once

#include "actors/balancing/candidate.hpp"
#include "actors/balancing/random_source.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace loadex::actors::balancing {

/// Draws a candidate at random, by weight, in O(1). Immutable once made.
///
/// The alias method (Walker 1977, built as Vose 1991 has it): every candidate has a column of the same height, which it
/// shares with at most one other.
class alias_table {
public:
  alias_table() = default;
  explicit alias_table(std::span<const candidate> tier);

  /// An index in the tier, which must not be empty.
  std::size_t draw(random_source& with) const {
    const auto drawn = with.below(count_);
    if (columns_.empty())
      return drawn;
    const auto& [own_part, other] = columns_[drawn];
    return with.below(height) < own_part ? drawn : other;
  }

private:
  static constexpr std::uint64_t height = std::uint64_t{1} << 31;

  struct column {
    std::uint32_t own_part; // of the height; the rest is the other's
    std::uint32_t other;
  };

  std::size_t count_ = 0;
  std::vector<column> columns_; // empty if all weights are the same
};

} // namespace loadex::actors::balancing
