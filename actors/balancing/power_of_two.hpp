#pragma once

#include "actors/balancing/dice.hpp"
#include "actors/balancing/strategy.hpp"

namespace loadex::actors::balancing {

/// Of two candidates drawn at random, by weight, the one with fewer requests in flight per unit of weight.
///
/// The power of two choices (Mitzenmacher, 1996): nearly as even as looking at all of them, at the cost of two; and as
/// not everybody looks at the same one, a backend that has just become idle is not rushed at.
class power_of_two final : public strategy {
public:
  explicit power_of_two(std::uint64_t seed)
      : dice_(seed) {}

  void adopt(const plan& newest) override { plan_ = &newest; }
  std::optional<std::size_t> pick(const query& ask) override;
  std::optional<double> score(std::size_t index, const query& ask) const override;

private:
  dice dice_;
  const plan* plan_ = nullptr;
};

} // namespace loadex::actors::balancing
