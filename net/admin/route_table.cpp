#include "net/admin/route_table.hpp"

#include "net/admin/handlers/dashboard.hpp"
#include "net/admin/handlers/metrics.hpp"
#include "net/admin/handlers/operations.hpp"
#include "net/admin/handlers/pool.hpp"

#include <array>

namespace loadex::net::admin {

namespace {

// Alive and ready are for everybody: who checks them is seldom local, and they tell nothing else.
constexpr std::array table{
    route{.method = "GET",
          .path = "/api/health",
          .handle = handlers::health,
          .summary = "JSON object: backend URL to `true` or `false`; of one in several pools, whether it is up in all"},
    route{.method = "POST",
          .path = "/api/add",
          .query = "url=URL&pool=NAME",
          .handle = handlers::add,
          .summary =
              "adds a backend: `Added URL to the pool`; one that is there already stays as it is; one that "
              "would be Loadex itself is refused: 409; the pool need not be named if there is one, or one called "
              "`main`"},
    route{.method = "GET",
          .path = "/api/info",
          .query = "pool=NAME",
          .handle = handlers::info,
          .summary = "`{\"algorithm\":\"roundrobin\"}`; of the pool that need not be named likewise"},
    route{.method = "GET",
          .path = "/metrics",
          .handle = handlers::metrics,
          .summary = "[metrics](metrics.md) in Prometheus' text format"},
    route{.method = "GET",
          .path = "/dashboard",
          .handle = handlers::way_to_dashboard,
          .summary = "leads to `/dashboard/`"},
    route{.method = "GET",
          .path = "/dashboard/",
          .handle = handlers::dashboard,
          .summary = "a plain page: backends and their state"},
    route{.path = "/dashboard", .below = true, .summary = "404: kept for parts of the page"},
    route{.method = "GET",
          .path = "/healthz",
          .operational = true,
          .may = route::who::everybody,
          .handle = handlers::alive,
          .summary = "200 `ok`: the process lives"},
    route{.method = "GET",
          .path = "/readyz",
          .operational = true,
          .may = route::who::everybody,
          .handle = handlers::ready,
          .summary = "200 `ready`; while it stops, 503 on a connection that is open and no new connections"},
    route{.path = "/openapi.json", .operational = true, .summary = "404: kept for later"},
    route{.path = "/loadex/v1", .below = true, .operational = true, .strict = true, .summary = "404: kept for later"},
};

} // namespace

std::span<const route> route_table() noexcept {
  return table;
}

std::string routes_as_markdown() {
  std::string result = "| address | for | answer |\n|---|---|---|\n";
  for (const auto& row : table) {
    result.append("| `").append(row.method).append(row.method.empty() ? "" : " ").append(row.path);
    result.append(row.below ? "/...`" : row.query.empty() ? "`" : "?").append(row.query);
    result.append(row.query.empty() ? " | " : "` | ");
    result.append(row.may == route::who::everybody ? "everybody | " : "admins | ").append(row.summary).append(" |\n");
  }
  return result;
}

} // namespace loadex::net::admin
