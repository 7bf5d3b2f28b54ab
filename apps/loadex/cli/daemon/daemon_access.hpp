#pragma once

#include "apps/loadex/cli/daemon/server_url.hpp"

#include <string>

namespace loadex::cli {

/// Where a daemon is asked, and by what right.
struct daemon_access {
  server_url url{};
  std::string token{}; // a bearer's; empty if there is none
};

} // namespace loadex::cli
