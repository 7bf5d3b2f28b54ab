#include "net/admin/handlers/traffic_of_backend.hpp"

#include "net/admin/on_control.hpp"

#include <cmath>
#include <optional>
#include <utility>

namespace loadex::net::admin::handlers {

using nlohmann::ordered_json;

namespace {

double milliseconds(std::uint8_t bucket) {
  return std::round(observability::duration_histogram::middle_of(bucket) * 1e3) / 1e3;
}

} // namespace

awaitable<ordered_json> traffic_of(executor on, const surroundings& home, std::string pool,
                                   actors::balancing::backend_id backend) {
  auto look = [&traffic = home.traffic, pool = std::move(pool), backend] { return traffic.summary_of(pool, backend); };
  const auto told = co_await make_on(home.control, on, std::move(look));
  auto shown = ordered_json::object();
  if (!told || !*told)
    co_return shown;
  const auto& summary = **told;
  shown["requests"] = summary.requests;
  shown["errors"] = summary.errors;
  if (summary.took)
    shown["latency_ms"] = {{"p50", milliseconds(summary.took->p50)},
                           {"p95", milliseconds(summary.took->p95)},
                           {"p99", milliseconds(summary.took->p99)}};
  co_return shown;
}

} // namespace loadex::net::admin::handlers
