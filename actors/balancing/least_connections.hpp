#pragma once

#include "actors/balancing/strategy.hpp"

#include <random>

namespace loadex::actors::balancing {

/// Fewest requests in flight per unit of weight; ties are broken at random, by weight, so that equals share.
///
/// Looks at `window` neighbours from a random place on, which is all of a pool of that size or less: in a larger one
/// the cost stays flat and the choice is still among the least loaded 1/`window`, more or less.
class least_connections final : public strategy {
public:
  static constexpr std::size_t window = 64;

  explicit least_connections(std::uint64_t seed);

  void adopt(const candidates& pool) override { pool_ = pool; }
  std::optional<std::size_t> pick(const query& ask) override;

private:
  std::uint64_t below(std::uint64_t bound);

  std::minstd_rand random_;
  std::span<const candidate> pool_;
};

} // namespace loadex::actors::balancing
