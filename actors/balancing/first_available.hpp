#pragma once

#include "actors/balancing/strategy.hpp"

namespace loadex::actors::balancing {

/// Always the first candidate, in order of addition: the others stay idle for as long as it is available.
class first_available final : public strategy {
public:
  void adopt(const plan& newest) override { pool_ = newest.first_tier(); }
  std::optional<std::size_t> pick(const query& ask) override { return untried_from(0, pool_, ask); }
  std::optional<double> score(std::size_t index, const query& /*ask*/) const override {
    return static_cast<double>(index);
  }

private:
  std::span<const candidate> pool_;
};

} // namespace loadex::actors::balancing
