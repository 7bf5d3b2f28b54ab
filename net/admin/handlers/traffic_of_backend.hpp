#pragma once

#include "actors/balancing/candidate.hpp"
#include "net/admin/surroundings.hpp"
#include "net/io/types.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace loadex::net::admin::handlers {

/// `requests`, `errors` and `latency_ms` of a backend, for its row: as far as its traffic is watched.
awaitable<nlohmann::ordered_json> traffic_of(executor on, const surroundings& home, std::string pool,
                                             actors::balancing::backend_id backend);

} // namespace loadex::net::admin::handlers
