#include "net/admin/handlers/traffic_of_backend.hpp"

#include "net/io/ask.hpp"

#include <boost/asio/post.hpp>

#include <cmath>
#include <optional>
#include <utility>

namespace loadex::net::admin::handlers {

using nlohmann::ordered_json;
using observability::backend_summary;

namespace {

double milliseconds(std::uint8_t bucket) {
  return std::round(observability::duration_histogram::middle_of(bucket) * 1e3) / 1e3;
}

} // namespace

awaitable<ordered_json> traffic_of(executor on, const surroundings& home, std::string pool,
                                   actors::balancing::backend_id backend) {
  auto told = co_await io::ask<std::optional<backend_summary>>(on, [&](auto reply) {
    asio::post(home.control, [&traffic = home.traffic, pool = std::move(pool), backend, reply] {
      reply.answer(traffic.summary_of(pool, backend));
    });
  });
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
