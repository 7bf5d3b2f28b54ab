#pragma once

#include "actors/messages/memory.hpp"
#include "actors/messages/pool_view_ptr.hpp"
#include "apps/loadbalancer/handover/manifest.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace loadex::handover {

/// The newest view of each pool, by its name.
using views = std::map<std::string, actors::pool_view_ptr>;

/// How many requests are with each backend now.
std::vector<remaining> left_in(const views& of);

/// The requests that the process before this one still has with backends, which the backends here count as theirs from
/// the beginning: algorithms, limits and drains go by them. One thread at a time.
class remainder {
public:
  /// Of what that process has told of its pools. `look`: who the backends are now.
  remainder(const std::vector<actors::pool_memory>& pools, std::function<views()> look);

  /// So many are left now with these.
  void adopt(const std::vector<remaining>& left);

  /// None is left.
  void end();

private:
  using backend = std::pair<std::string, std::string>; // pool, URL

  const std::function<views()> look_;
  std::map<backend, std::int32_t> left_;
};

} // namespace loadex::handover
