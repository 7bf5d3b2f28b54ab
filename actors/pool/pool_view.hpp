#pragma once

#include "actors/balancing/plan.hpp"
#include "actors/health/latency_histogram.hpp"
#include "actors/health/state.hpp"
#include "actors/messages/backend.hpp"
#include "actors/messages/pool_view_ptr.hpp"
#include "base/reason.hpp"
#include "config/backend_url.hpp"
#include "observability/backend_counters.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace loadex::actors {

/// One backend of the pool as everybody but its actor sees it.
struct member {
  balancing::backend_id id = 0;
  config::backend_url url;
  std::uint64_t identity = 0; // hash of its URL: the same in every process
  backend_actor actor;
  std::shared_ptr<const balancing::live_load> live_load;
  std::shared_ptr<const observability::backend_counters> counters;
  std::uint32_t limit = 0;                                // requests at a time; 0: no limit
  std::vector<config::status_range> failing_status{};     // of responses that count as broken requests
  std::shared_ptr<health::latency_histogram> latencies{}; // workers add to it; null if nobody compares them
};

/// Since when no backend is available, and why the last one went.
struct outage {
  std::chrono::system_clock::time_point since;
  base::reason why = base::reason::none;
};

/// The pool at one moment: immutable, versioned, published as a whole to every worker.
struct pool_view {
  std::uint64_t version = 0;
  std::vector<std::shared_ptr<const member>> members; // all of them, in order of addition, so of id
  std::vector<balancing::backend_id> ids;             // of the members, side by side: for who looks through all
  std::vector<health::state> states;                  // by index in members
  std::vector<std::uint32_t> weights;                 // in force, likewise
  balancing::plan plan;                               // the available ones, and how to choose among them
  std::vector<std::uint32_t> member_of;               // index in members, by index in plan.all
  std::optional<outage> down;                         // nobody is available

  /// Whether every backend has had its first verdict.
  bool settled() const noexcept;
};

} // namespace loadex::actors
