#pragma once

#include "actors/balancing/strategy.hpp"

namespace loadex::actors::balancing {

/// Takes the candidates in turn.
class round_robin final : public strategy {
public:
  /// The first turn goes to a candidate chosen by `seed`, so that not every worker starts with the same one.
  explicit round_robin(std::uint64_t seed)
      : seed_(seed) {}

  void adopt(const candidates& pool) override;
  std::optional<std::size_t> pick(const query& ask) override;

private:
  std::uint64_t seed_;
  std::span<const candidate> pool_;
  std::size_t next_ = 0;
  std::optional<backend_id> last_; // a change of the pool does not disturb the order
};

} // namespace loadex::actors::balancing
