#include "actors/balancing/round_robin.hpp"

#include <utility>

namespace loadex::actors::balancing {

round_robin::round_robin(shared_turns turns)
    : turns_(std::move(turns)) {}

std::optional<std::size_t> round_robin::pick(const query& ask) {
  if (pool_.empty())
    return std::nullopt;
  return untried_from(turns_->fetch_add(1, std::memory_order_relaxed) % pool_.size(), pool_, ask);
}

std::optional<double> round_robin::score(std::size_t index, const query& /*ask*/) const {
  const auto turn = turns_->load(std::memory_order_relaxed) % pool_.size();
  return static_cast<double>((index + pool_.size() - turn) % pool_.size());
}

} // namespace loadex::actors::balancing
