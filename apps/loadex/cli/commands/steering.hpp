#pragma once

#include "apps/loadex/cli/commands/choice.hpp"

#include <chrono>
#include <cstdint>
#include <string>

/// The commands over the REST API. Each prints its data on stdout and its messages on stderr, and returns the exit code
/// of the program.
namespace loadex::cli {

/// How a backend is emptied.
struct drain_choice : backend_choice {
  bool waits = false;                         // until it is empty
  std::chrono::milliseconds deadline{30'000}; // 0 to 24 h; what is left then is left
};

/// Shows the pools.
int show_pools(const daemon_access& daemon, output_format format);

/// Shows the backends of one pool, or of all if none is named; of one state, or of all if `state` is empty.
int show_backends(const pool_choice& of, const std::string& state);

int change_algorithm(const pool_choice& of, const std::string& name);
int change_weight(const backend_choice& of, std::int64_t weight);
int enable_backend(const backend_choice& which);
int disable_backend(const backend_choice& which);

/// Has a backend probed now; `exit_unhealthy` if the probe fails.
int probe_backend(const backend_choice& which);

/// Has a backend get no new request and be disabled once it is empty; fails if it waits and requests were left.
int drain_backend(const drain_choice& which);

/// Likewise, but it leaves the pool then.
int remove_backend(const drain_choice& which);

} // namespace loadex::cli
