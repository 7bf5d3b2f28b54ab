#include "apps/loadbalancer/daemon/start_message.hpp"

#include "observability/log.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <vector>

namespace loadex {

namespace {

using observability::level;
using observability::log_event;

std::string joined(const std::vector<config::backend_settings>& backends) {
  std::string all;
  for (const auto& b : backends)
    all += (all.empty() ? "" : ",") + b.url.text();
  return all;
}

/// `site 0.0.0.0:8080 [::]:8080, web 0.0.0.0:80`
std::string told(const std::vector<net::front::site>& sites) {
  std::string all;
  for (const auto& site : sites) {
    all += (all.empty() ? "" : ", ") + site.of->how.name;
    for (const auto& at : site.at)
      all += " " + config::socket_address{at.address().to_string(), at.port()}.text();
  }
  return all;
}

/// `api leastconnection 3, web roundrobin 2`
std::string told(const std::vector<config::snapshot::pool>& pools) {
  std::string all;
  for (const auto& [how, traffic] : pools)
    all +=
        fmt::format("{}{} {} {}", all.empty() ? "" : ", ", how.name, config::to_string(how.algo), how.backends.size());
  return all;
}

} // namespace

void log_start(const net::front::edition& first, const start_message& more) {
  const auto& now = *first.now;
  const bool is_plain = now.all.listeners.empty();
  const auto& main = now.pools.front().how;
  log_event(level::info, "starting",
            {{"port", std::int64_t{first.sites.front().at.front().port()}},
             {"admin", more.admin},
             {"algorithm", is_plain ? std::string(config::to_string(main.algo)) : ""},
             {"backends", is_plain ? joined(main.backends) : ""},
             {"listeners", is_plain ? "" : told(first.sites)},
             {"pools", is_plain ? "" : told(now.pools)},
             {"workers", static_cast<std::int64_t>(more.workers)},
             {"io", more.io.by_ring ? "ring" : "poll"},
             {"file_descriptors", static_cast<std::int64_t>(more.descriptors)},
             {"connections", static_cast<std::int64_t>(more.clients)},
             {"detail", more.io.why_not.empty() ? "" : "there is no io_uring: " + more.io.why_not}});
}

void warn_of_shared_port(const config::snapshot& first) {
  for (const auto& [how, traffic] : first.listeners)
    if (how.admin && !traffic.proxy.trusted_proxies.empty())
      log_event(level::warn, "own addresses are on the proxy's port",
                {{"setting", "admin.listen"},
                 {"detail", "a trusted proxy that leaves no sign of itself opens them to its clients; give them a port "
                            "of their own"}});
}

} // namespace loadex
