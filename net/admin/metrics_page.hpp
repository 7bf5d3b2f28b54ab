#pragma once

#include "actors/pool_view.hpp"
#include "observability/request_metrics.hpp"

#include <string>

namespace loadex::net::admin {

/// Every metric family in Prometheus' text format. Takes a while with many backends: control thread.
std::string metrics_page(const observability::request_metrics& requests, const actors::pool_view& pool);

} // namespace loadex::net::admin
