#pragma once

#include "actors/messages/pool_view_ptr.hpp"
#include "actors/pool.hpp"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace loadex {

/// The newest view of each pool, for those who look now and then. Any thread.
class view_board {
public:
  /// These are the pools from now on: the others' views are let go of.
  void adopt(const std::vector<actors::pool_ptr>& pools);

  void publish(const std::string& pool, actors::pool_view_ptr view);

  /// By the pool's name.
  std::map<std::string, actors::pool_view_ptr> look() const;

private:
  mutable std::mutex mutex_; // guards views_
  std::map<std::string, actors::pool_view_ptr> views_;
};

} // namespace loadex
