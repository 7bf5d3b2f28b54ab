#pragma once

#include "actors/balancing/live_load.hpp"

#include <cstdint>
#include <vector>

namespace loadex::actors::balancing {

/// Names a backend for the daemon's life; never used twice.
using backend_id = std::uint32_t;

/// A backend that may be chosen now, as a strategy sees it.
struct candidate {
  backend_id id = 0;
  std::uint32_t weight = 1;                        // 0: only for clients whose cookie names it
  std::uint64_t identity = 0;                      // hash of its URL: the same in every process
  const balancing::live_load* live_load = nullptr; // outlives the candidate
  std::uint32_t limit = 0;                         // requests that may be with it at a time; 0: no limit
  bool on_trial = false;                           // after an ejection: one request at a time
  bool eased = false;                              // of its weight a part counts (slow start): see live_load::share

  /// Whether a request must ask the backend for a place (elsewhere: admission control).
  bool gated() const noexcept { return limit > 0 || on_trial; }

  /// What counts of its weight now.
  double weight_now() const noexcept {
    return eased ? weight * double{live_load->share.load(std::memory_order_relaxed)} : weight;
  }
};

using candidates = std::vector<candidate>;

} // namespace loadex::actors::balancing
