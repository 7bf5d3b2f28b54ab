#pragma once

#include "apps/loadex/cli/daemon/daemon_access.hpp"

#include <string>
#include <vector>

/// What may stand on a command line, for who completes it.
namespace loadex::cli {

/// The names of the algorithms, and the states of a backend, as the daemon has them.
std::vector<std::string> algorithms();
std::vector<std::string> states();

/// The pools, and the URLs and ids of the backends of a pool, or of all, of a daemon; none if it does not answer at
/// once.
std::vector<std::string> pools_of(const daemon_access& daemon);
std::vector<std::string> backends_of(const daemon_access& daemon, const std::string& pool);

} // namespace loadex::cli
