#pragma once

#include "apps/exit_code.hpp"
#include "apps/loadex/cli/daemon/daemon_access.hpp"
#include "apps/loadex/cli/terminal/output.hpp"
#include "apps/loadex/cli/traffic/traffic.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// The commands. Each prints its data on stdout and its messages on stderr, and returns the exit code of the program.
namespace loadex::cli {

/// Shows which backends the daemon holds healthy; `exit_unhealthy` if a pool has none.
int show_health(const daemon_access& daemon, output_format format);

/// Sends traffic and shows where it went; fails if a request did.
int make_requests(const traffic_plan& plan, output_format format);

/// A backend to be added, as it is given: what is wrong with it the daemon says.
struct addition {
  std::string url;
  std::string pool; // empty: the one that need not be named
  std::optional<std::int64_t> weight{};
  bool backup = false;
  std::optional<std::int64_t> max_connections{};
};

/// Adds it to a pool of the daemon.
int add_server(const daemon_access& daemon, const addition& what);

/// Whether the daemon is ready for traffic, else `exit_unhealthy`; silent if it is.
int check_readiness(const daemon_access& daemon);

} // namespace loadex::cli
