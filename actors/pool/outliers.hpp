#pragma once

#include "actors/pool/roster.hpp"

#include <string>
#include <vector>

namespace loadex::actors {

/// A backend whose latency has changed what counts of its weight.
struct share_change {
  roster_entry* who = nullptr;
  std::string detail; // for people
};

/// Gives everybody the whole weight, and forgets who was slow. Those whose share has changed.
std::vector<share_change> excuse_all(roster& members, const std::string& why);

/// Compares the latencies of the available backends with each other, since the last call. Those whose share has
/// changed.
std::vector<share_change> find_outliers(roster& members, const config::outlier_settings& limits);

} // namespace loadex::actors
