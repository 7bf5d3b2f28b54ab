#pragma once

#include "apps/loadex/cli/daemon/server_url.hpp"
#include "apps/loadex/cli/traffic/traffic_summary.hpp"

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

  /// Requests a second that begin at times set beforehand, whatever becomes of those before them; 0: each connection's
  /// next begins when its last has been answered.
  double rate = 0;
};

struct traffic_result {
  traffic_summary summary;
  std::chrono::nanoseconds elapsed{};

  /// Of a rate: the requests that began late, since all connections were busy or this machine was.
  std::size_t late = 0;
  latency latest{}; // how late the latest of all was
};

/// How late a request may begin without being called late.
inline constexpr std::chrono::milliseconds tolerated_lateness{10};

/// Sends the traffic; `on_answer` hears of every request that has ended. SIGINT and SIGTERM end it early.
traffic_result send_traffic(const traffic_plan& plan, const std::function<void(const traffic_summary&)>& on_answer);

} // namespace loadex::cli
