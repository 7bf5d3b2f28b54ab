#include "net/front/worker_edition.hpp"

namespace loadex::net::front {

admin::pool_seen worker_edition::at(std::size_t index) const {
  auto& lane = *lanes[index];
  const auto& pool = lane.pool();
  return {pool.name, lane.backends().view(), pool.actor, pool.events};
}

} // namespace loadex::net::front
