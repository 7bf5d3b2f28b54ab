#include "actors/balancing/round_robin.hpp"

#include <algorithm>

namespace loadex::actors::balancing {

void round_robin::adopt(const candidates& pool) {
  pool_ = pool;
  if (pool.empty())
    next_ = 0;
  else if (last_)
    next_ = static_cast<std::size_t>(std::ranges::upper_bound(pool, *last_, {}, &candidate::id) - pool.begin());
  else
    next_ = seed_ % pool.size();
}

std::optional<std::size_t> round_robin::pick(const query& ask) {
  for (std::size_t seen = 0; seen < pool_.size(); ++seen) {
    const std::size_t turn = (next_ + seen) % pool_.size();
    if (ask.has_tried(pool_[turn].id))
      continue;
    last_ = pool_[turn].id;
    next_ = turn + 1;
    return turn;
  }
  return std::nullopt;
}

} // namespace loadex::actors::balancing
