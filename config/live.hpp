#pragma once

#include "config/saved.hpp"
#include "config/settings.hpp"

#include <span>
#include <string>
#include <vector>

/// What people change of pools while the process runs.
namespace loadex::config {

/// A pool as it is now.
struct live_pool {
  std::string name;
  algorithm algo{};
  std::vector<backend_settings> backends{}; // without those that are about to leave
};

/// Whether all that can be changed of a backend that is there is the same.
bool alike(const backend_settings& a, const backend_settings& b);

/// The settings with the pools as they are now: of each its algorithm and its backends, in the order in which the
/// settings have them; whoever is not among these comes last. A pool that they do not have is left out.
settings with_live(settings written, std::span<const live_pool> now);

/// What must be saved of the pools for `written` to become what they are now. The order of their backends does not
/// count.
std::vector<saved_pool> to_save(const settings& written, std::span<const live_pool> now);

} // namespace loadex::config
