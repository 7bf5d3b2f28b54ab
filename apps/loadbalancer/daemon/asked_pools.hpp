#pragma once

#include "actors/messages/pool_orders.hpp"
#include "actors/pool.hpp"
#include "config/live.hpp"

#include <optional>
#include <vector>

/// What pools are asked by a thread that may wait for the answer.
namespace loadex {

/// What of each is a setting now. One that has ended is left out.
std::vector<actors::settings_in_force> settings_of(const std::vector<actors::pool_ptr>& pools);

/// What the order would do; nothing if the pool has ended.
std::optional<actors::foresight> foresee(const actors::pool& pool, actors::reconfigure order);

/// The pools alone.
std::vector<config::live_pool> live_pools(const std::vector<actors::settings_in_force>& told);

} // namespace loadex
