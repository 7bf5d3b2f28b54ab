#pragma once

#include "config/snapshot.hpp"
#include "net/http1/imagined_request.hpp"

#include <nlohmann/json.hpp>

namespace loadex::net::admin::handlers {

/// Of each listener: which of its routes takes the request, why, and to which pool that leads.
nlohmann::ordered_json routes_taken(const config::snapshot& now, const http1::imagined_request& asked);

} // namespace loadex::net::admin::handlers
