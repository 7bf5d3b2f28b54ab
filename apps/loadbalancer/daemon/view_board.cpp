#include "apps/loadbalancer/daemon/view_board.hpp"

#include <utility>

namespace loadex {

void view_board::adopt(const std::vector<actors::pool_ptr>& pools) {
  const std::lock_guard lock(mutex_);
  std::map<std::string, actors::pool_view_ptr> kept;
  for (const auto& pool : pools)
    kept.emplace(pool->name, std::move(views_[pool->name]));
  views_ = std::move(kept);
}

void view_board::publish(const std::string& pool, actors::pool_view_ptr view) {
  const std::lock_guard lock(mutex_);
  if (const auto known = views_.find(pool); known != views_.end())
    known->second = std::move(view);
}

std::map<std::string, actors::pool_view_ptr> view_board::look() const {
  const std::lock_guard lock(mutex_);
  auto all = views_;
  std::erase_if(all, [](const auto& one) { return one.second == nullptr; });
  return all;
}

} // namespace loadex
