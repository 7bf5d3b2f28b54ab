#pragma once

#include "apps/loadex/cli/server_url.hpp"
#include "apps/loadex/cli/traffic_summary.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace loadex::cli {

/// Traffic to be made: GET requests over keep-alive connections.
struct traffic_plan {
  server_url server;
  std::string path = "/";
  std::size_t requests = 100;
  std::size_t connections = 10;              // requests in flight at once
  std::chrono::milliseconds timeout{30'000}; // of each request
};

struct traffic_result {
  traffic_summary summary;
  std::chrono::nanoseconds elapsed{};
};

/// Sends the traffic; `on_answer` hears of every request that has ended. SIGINT and SIGTERM end it early.
traffic_result send_traffic(const traffic_plan& plan, const std::function<void(const traffic_summary&)>& on_answer);

} // namespace loadex::cli
