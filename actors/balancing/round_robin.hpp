#pragma once

#include "actors/balancing/strategy.hpp"

namespace loadex::actors::balancing {

/// Takes the candidates in turn, all workers the same turn.
class round_robin final : public strategy {
public:
  explicit round_robin(shared_turns turns);

  void adopt(const plan& newest) override { pool_ = newest.first_tier(); }
  std::optional<std::size_t> pick(const query& ask) override;

  /// The turns that go to others before.
  std::optional<double> score(std::size_t index, const query& ask) const override;

private:
  shared_turns turns_;
  std::span<const candidate> pool_;
};

} // namespace loadex::actors::balancing
