#pragma once

#include "apps/loadex/cli/traffic/traffic.hpp"

#include <functional>

namespace loadex::cli {

/// Sends the traffic of a plan that has a rate. A latency counts from when its request was to begin: what a server that
/// stalls would have done to others is not left out because they had to wait for it (coordinated omission).
traffic_result send_paced_traffic(const traffic_plan& plan,
                                  const std::function<void(const traffic_summary&)>& on_answer);

} // namespace loadex::cli
