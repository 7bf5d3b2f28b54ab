#pragma once

#include "apps/exit_code.hpp"
#include "apps/loadex/cli/daemon_access.hpp"
#include "apps/loadex/cli/output.hpp"
#include "apps/loadex/cli/traffic.hpp"

#include <string>

/// The commands. Each prints its data on stdout and its messages on stderr, and returns the exit code of the program.
namespace loadex::cli {

/// Shows which backends the daemon holds healthy; `exit_unhealthy` if a pool has none.
int show_health(const daemon_access& daemon, output_format format);

/// Sends traffic and shows where it went; fails if a request did.
int make_requests(const traffic_plan& plan, output_format format);

/// Adds the backend `target` to a pool of the daemon, or to the one that need not be named.
int add_server(const daemon_access& daemon, const std::string& target, const std::string& pool);

/// Whether the daemon is ready for traffic, else `exit_unhealthy`; silent if it is.
int check_readiness(const daemon_access& daemon);

} // namespace loadex::cli
