#pragma once

#include "actors/balancing/plan.hpp"
#include "actors/health/state.hpp"
#include "base/reason.hpp"
#include "config/algorithm.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace loadex::actors {

/// Why a backend would be chosen for a request, or not.
enum class selection {
  chosen,
  unavailable, // see its state
  tried,       // the request has been there
  weightless,  // of weight 0: only for clients whose cookie names it
  in_reserve,  // a backup, while others are available
  outscored,   // another one comes first
  full,        // at its limit of requests
  on_trial,    // after an ejection: one request at a time, and only one that can be repeated elsewhere
};

/// Who would get a request now, and why nobody else.
struct explanation {
  struct verdict {
    balancing::backend_id id = 0;
    std::string backend; // its URL
    selection why{};
    health::state state{};
    std::chrono::system_clock::time_point since; // in that state
    base::reason reason{};                       // of that state
    std::string detail;                          // likewise, for people
    std::string last_probe;                      // what it found, for people
    std::uint32_t weight = 1;                    // in force
    double share = 1;                            // the part of it that counts now
    std::int32_t in_flight = 0;
    std::optional<std::chrono::duration<double>> latency; // as peak EWMA sees it
    std::optional<double> score;                          // see balancing::strategy::score()
  };

  config::algorithm algorithm{};
  /// Whether every worker would choose the same: else it depends on chance, or on the turns each has taken.
  bool certain = false;
  bool by_affinity = false;      // the client's cookie decided
  std::vector<verdict> backends; // all of the pool, in order of addition
};

} // namespace loadex::actors
