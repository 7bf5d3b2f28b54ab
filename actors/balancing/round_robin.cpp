#include "actors/balancing/round_robin.hpp"

#include <utility>

namespace loadex::actors::balancing {

round_robin::round_robin(shared_turns turns)
    : turns_(std::move(turns)) {}

std::optional<std::size_t> round_robin::pick(const query& ask) {
  if (pool_.empty())
    return std::nullopt;
  const std::uint64_t turn = turns_->fetch_add(1, std::memory_order_relaxed);
  for (std::size_t passed_over = 0; passed_over < pool_.size(); ++passed_over) {
    const std::size_t index = (turn + passed_over) % pool_.size();
    if (!ask.has_tried(pool_[index].id))
      return index;
  }
  return std::nullopt;
}

} // namespace loadex::actors::balancing
