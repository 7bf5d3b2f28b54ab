#pragma once

#include "apps/loadex/cli/daemon/http_client.hpp"

#include <string>

namespace loadex::cli {

/// Who answered: the URL of a backend, `loadex` for an answer of the balancer's own, or `unknown`.
/// The daemon says so in Proxy-Status (RFC 9209) to those it trusts; a demo backend says so in its body.
std::string answered_by(const http_response& response);

} // namespace loadex::cli
