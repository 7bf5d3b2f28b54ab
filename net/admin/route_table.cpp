#include "net/admin/route_table.hpp"

#include "net/admin/handlers/backends.hpp"
#include "net/admin/handlers/dashboard.hpp"
#include "net/admin/handlers/metrics.hpp"
#include "net/admin/handlers/operations.hpp"
#include "net/admin/handlers/pool.hpp"
#include "net/admin/handlers/pools.hpp"

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
    route{.method = "GET",
          .path = "/loadex/v1/pools",
          .operational = true,
          .strict = true,
          .handle = handlers::pools,
          .summary = "the pools: `{\"pools\":[...]}`, each as below"},
    route{.method = "GET",
          .path = "/loadex/v1/pools/{pool}",
          .operational = true,
          .strict = true,
          .handle = handlers::one_pool,
          .summary = "name, algorithm, backends by state, requests in flight and queued, settings in force"},
    route{.method = "PATCH",
          .path = "/loadex/v1/pools/{pool}",
          .operational = true,
          .strict = true,
          .takes_body = true,
          .handle = handlers::change_pool,
          .summary = "changes `algorithm`; answers as GET"},
    route{.method = "GET",
          .path = "/loadex/v1/backends",
          .operational = true,
          .strict = true,
          .query = "state=healthy",
          .handle = handlers::all_backends,
          .summary = "the backends of all pools, `pool` in each row; all states or one"},
    route{.method = "GET",
          .path = "/loadex/v1/pools/{pool}/backends",
          .operational = true,
          .strict = true,
          .query = "state=healthy",
          .handle = handlers::backends,
          .summary = "those of one pool: `{\"backends\":[...]}`, each as below"},
    route{.method = "POST",
          .path = "/loadex/v1/pools/{pool}/backends",
          .operational = true,
          .strict = true,
          .takes_body = true,
          .handle = handlers::add_backend,
          .summary = "adds `url`, with `weight`, `backup`, `max_connections`, `health` as in the [file](settings.md): "
                     "201 with Location; 409 if it is there, or Loadex itself"},
    route{
        .method = "GET",
        .path = "/loadex/v1/pools/{pool}/backends/{id}",
        .operational = true,
        .strict = true,
        .handle = handlers::one_backend,
        .summary =
            "URL, who says how it is to be (`configuration` or `api`), state with since when and why, circuit, weight, "
            "limit (0: none), requests in flight and queued, ejections"},
    route{.method = "PATCH",
          .path = "/loadex/v1/pools/{pool}/backends/{id}",
          .operational = true,
          .strict = true,
          .takes_body = true,
          .handle = handlers::change_backend,
          .summary = "changes `weight`; answers as GET"},
    route{.method = "DELETE",
          .path = "/loadex/v1/pools/{pool}/backends/{id}",
          .operational = true,
          .strict = true,
          .query = "deadline=30s&wait=true",
          .handle = handlers::remove_backend,
          .summary = "drains it, then removes it: 202; with `wait=true` 200 when that is done, with `requests_left` "
                     "that it still had"},
    route{.method = "POST",
          .path = "/loadex/v1/pools/{pool}/backends/{id}/drain",
          .operational = true,
          .strict = true,
          .query = "deadline=30s&wait=true",
          .handle = handlers::drain_backend,
          .summary = "likewise, but then it is disabled"},
    route{.method = "POST",
          .path = "/loadex/v1/pools/{pool}/backends/{id}/probe",
          .operational = true,
          .strict = true,
          .handle = handlers::probe_backend,
          .summary = "probes it now, and says what was found once that is known; it counts as any probe"},
    route{.method = "POST",
          .path = "/loadex/v1/pools/{pool}/backends/{id}/disable",
          .operational = true,
          .strict = true,
          .handle = handlers::disable_backend,
          .summary = "no new request reaches it; answers as GET"},
    route{.method = "POST",
          .path = "/loadex/v1/pools/{pool}/backends/{id}/enable",
          .operational = true,
          .strict = true,
          .handle = handlers::enable_backend,
          .summary = "puts it back into service, also while it drains or leaves; answers as GET"},
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
