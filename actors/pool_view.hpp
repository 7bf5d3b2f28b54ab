#pragma once

#include "actors/balancing/plan.hpp"
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
  config::backend_url url;
  std::uint64_t identity = 0; // hash of its URL: the same in every process
  backend_actor actor;
  std::shared_ptr<const balancing::vitals> vitals;
};

/// The pool at one moment: immutable, versioned, published as a whole to every worker.
struct pool_view {
  std::uint64_t version = 0;
  std::vector<std::shared_ptr<const member>> members; // all of them, in order of addition, so of id
  std::vector<balancing::backend_id> ids;             // of the members, side by side: for who looks through all
  std::vector<health::state> states;                  // by index in members
  balancing::plan plan;                               // the available ones, and how to choose among them
  std::vector<std::uint32_t> member_of;               // index in members, by index in plan.all

  /// Whether every backend has had its first verdict.
  bool settled() const noexcept;
};

} // namespace loadex::actors
