#pragma once

#include "actors/messages/pool_orders.hpp"
#include "actors/pool.hpp"
#include "config/live.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// What pools are asked by a thread that may wait for the answer.
namespace loadex {

/// What of each is a setting now. One that has ended is left out.
std::vector<actors::settings_in_force> settings_of(const std::vector<actors::pool_ptr>& pools);

/// What they know. One that has ended is left out.
std::vector<actors::pool_memory> memories_of(const std::vector<actors::pool_ptr>& pools);

/// What probes of all backends have found.
struct probes_found {
  std::size_t probed = 0;
  std::size_t healthy = 0;
  std::string detail; // of one that was not, for people
};

/// Has every backend probed now, and waits for what is found until then.
probes_found probe_all(const std::vector<actors::pool_ptr>& pools, std::chrono::steady_clock::time_point until);

/// What the order would do; nothing if the pool has ended.
std::optional<actors::foresight> foresee(const actors::pool& pool, actors::reconfigure order);

/// The pools alone.
std::vector<config::live_pool> live_pools(const std::vector<actors::settings_in_force>& told);

} // namespace loadex
