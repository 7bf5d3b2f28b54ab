#pragma once

#include "apps/loadex/cli/daemon/http_client.hpp"
#include "apps/loadex/cli/daemon/server_url.hpp"

#include <string>

namespace loadex::cli {

/// Why the daemon did not do what it was asked, for people: nobody there, or what it said (problem+json or plain text).
std::string complaint(const server_url& daemon, const http_result& result);

/// Why what it said is not understood.
std::string no_load_balancer(const server_url& daemon);

} // namespace loadex::cli
