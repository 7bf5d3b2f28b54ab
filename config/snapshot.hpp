#pragma once

#include "config/settings.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::config {

/// The settings that hold now: immutable, versioned, handed to every worker as the views of the pool are. A request
/// keeps the one it began with.
struct snapshot {
  /// What holds in one pool, or at one listener: its own settings and, for the rest, those of all.
  template <class How>
  struct in_force {
    How how;
    traffic_settings traffic;
  };
  using pool = in_force<pool_settings>;
  using listener = in_force<listener_settings>;

  std::uint64_t version = 1;
  std::string id{};                  // of what the settings are: the same again has it again
  settings all{};                    // as they are written
  std::vector<pool> pools{};         // at least one
  std::vector<listener> listeners{}; // at least one

  /// Of headers that tell backends of clients' TLS, at whichever listener, but for those of RFC 9440.
  std::vector<std::string> told_names{};
};

using snapshot_ptr = std::shared_ptr<const snapshot>;

/// The names of the settings that wait for a restart; `scheduler.*` are all of that section.
std::span<const std::string_view> waiting_for_start();

/// What the pools and listeners are called of a configuration that has one of each, in section [global].
inline constexpr std::string_view only_name = "main";

/// Names a configuration by what it says.
std::string id_of(const settings& all);

/// The first one.
snapshot_ptr make_snapshot(settings all);

/// What comes of settings that are wanted while others hold.
struct succession {
  snapshot_ptr next;                       // with the new values of all settings that follow at once
  std::vector<std::string> changed;        // the names of these, and of pools and listeners: `pools.api`
  std::vector<std::string> wait_for_start; // the others that differ, such as `workers`: they keep their values
};

/// What follows `now` if `wanted` is to hold. A setting follows at once unless something that lasts as long as the
/// process has been built from it.
succession succeed(const snapshot& now, const settings& wanted);

} // namespace loadex::config
