#pragma once

#include "actors/balancing/random_source.hpp"
#include "actors/balancing/strategy.hpp"

namespace loadex::actors::balancing {

/// Each candidate with a chance that goes by its weight.
class weighted_random final : public strategy {
public:
  explicit weighted_random(std::uint64_t seed)
      : random_(seed) {}

  void adopt(const plan& newest) override { plan_ = &newest; }
  std::optional<std::size_t> pick(const query& ask) override;
  std::optional<double> score(std::size_t /*index*/, const query& /*ask*/) const override { return std::nullopt; }

private:
  random_source random_;
  const plan* plan_ = nullptr;
};

} // namespace loadex::actors::balancing
