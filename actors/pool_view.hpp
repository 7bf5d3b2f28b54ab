#pragma once

#include "actors/backend_vitals.hpp"
#include "actors/balancing/strategy.hpp"
#include "actors/health/state.hpp"
#include "actors/interfaces.hpp"
#include "config/backend_url.hpp"
#include "observability/reason.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace loadex::actors {

/// One backend of the pool as everybody but its actor sees it.
struct member {
  balancing::backend_id id = 0;
  std::uint32_t weight = 1;
  config::backend_url url;
  backend_actor actor;
  std::shared_ptr<const backend_vitals> vitals;
};

/// The pool at one moment: immutable, versioned, published as a whole to every worker.
struct pool_view {
  struct standing {
    health::state state = health::state::checking;
    observability::reason why = observability::reason::none;
  };

  std::uint64_t version = 0;
  std::vector<std::shared_ptr<const member>> members; // all of them, in order of addition
  std::vector<standing> standings;                    // by index in members
  balancing::candidates available;
  std::vector<std::uint32_t> member_of; // index in members, by index in available

  /// Whether every backend has had its first verdict.
  bool settled() const noexcept;
};

} // namespace loadex::actors
