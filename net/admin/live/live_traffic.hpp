#pragma once

#include "observability/traffic/traffic_history.hpp"

#include <nlohmann/json.hpp>

namespace loadex::net::admin {

/// What there was in the last second: requests, errors by reason, requests in flight, and percentiles if there was a
/// request.
nlohmann::ordered_json last_step_of(const observability::watched_traffic& of);

/// Adds to the row of a backend: `requests` and `errors` so far, `now` of the last second, and `latency`: how many
/// requests of the last minute took up to 0.5 ms, 1 ms, 2 ms, ... 1024 ms and longer, if there were some.
void add_traffic(const observability::traffic_history::backend_traffic& of, nlohmann::ordered_json& row);

} // namespace loadex::net::admin
