#pragma once

#include "actors/balancing/vitals.hpp"

#include <cstdint>
#include <vector>

namespace loadex::actors::balancing {

/// Names a backend for the daemon's life; never used twice.
using backend_id = std::uint32_t;

/// A backend that may be chosen now, as a strategy sees it.
struct candidate {
  backend_id id = 0;
  std::uint32_t weight = 1;                  // 1 or more
  std::uint64_t identity = 0;                // hash of its URL: the same in every process
  const balancing::vitals* vitals = nullptr; // outlives the candidate
};

using candidates = std::vector<candidate>;

} // namespace loadex::actors::balancing
