#pragma once

#include "actors/balancing/random_source.hpp"
#include "actors/balancing/strategy.hpp"

namespace loadex::actors::balancing {

/// Fewest requests in flight per unit of weight, as HAProxy's leastconn weighs; ties are broken at random, by weight,
/// so that equals share.
///
/// Looks at `window` neighbours from a random place on, which is all of a pool of that size or less: in a larger one
/// the cost stays flat and the choice is still among the least loaded 1/`window`, more or less.
class least_connections final : public strategy {
public:
  static constexpr std::size_t window = 64;

  explicit least_connections(std::uint64_t seed)
      : random_(seed) {}

  void adopt(const plan& newest) override { pool_ = newest.first_tier(); }
  std::optional<std::size_t> pick(const query& ask) override;

  /// Requests in flight per unit of weight.
  std::optional<double> score(std::size_t index, const query& ask) const override;

private:
  random_source random_;
  std::span<const candidate> pool_;
};

} // namespace loadex::actors::balancing
