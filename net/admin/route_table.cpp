#include "net/admin/route_table.hpp"

#include "net/admin/handlers/backend_list.hpp"
#include "net/admin/handlers/backends.hpp"
#include "net/admin/handlers/config.hpp"
#include "net/admin/handlers/dashboard.hpp"
#include "net/admin/handlers/emptying.hpp"
#include "net/admin/handlers/events.hpp"
#include "net/admin/handlers/explain.hpp"
#include "net/admin/handlers/listeners.hpp"
#include "net/admin/handlers/live.hpp"
#include "net/admin/handlers/metrics.hpp"
#include "net/admin/handlers/openapi.hpp"
#include "net/admin/handlers/operations.hpp"
#include "net/admin/handlers/pool.hpp"
#include "net/admin/handlers/pools.hpp"
#include "net/admin/handlers/stats.hpp"
#include "net/admin/handlers/upgrade.hpp"

#include <algorithm>
#include <array>

namespace loadex::net::admin {

namespace {

// Alive and ready are for everybody: who checks them is seldom local, and they tell nothing else.
constexpr std::array table{
    route{.method = "GET",
          .path = "/api/health",
          .handle = handlers::health,
          .summary = "JSON object: backend URL to `true` or `false`; of one in several pools, whether it is up in all",
          .told = {.id = "health", .tag = "backends", .answers = "200 health"}},
    route{.method = "POST",
          .path = "/api/add",
          .query = "url=URL&pool=NAME",
          .handle = handlers::add,
          .summary =
              "adds a backend: `Added URL to the pool`; one that is there already stays as it is; one that "
              "would be Loadex itself is refused: 409; the pool need not be named if there is one, or one called "
              "`main`",
          .told = {.id = "add", .tag = "backends", .answers = "200 added text/plain", .refusals = "400 404 409 503"}},
    route{.method = "GET",
          .path = "/api/info",
          .query = "pool=NAME",
          .handle = handlers::info,
          .summary = "`{\"algorithm\":\"roundrobin\"}`; of the pool that need not be named likewise",
          .told = {.id = "info", .tag = "pools", .answers = "200 balancing", .refusals = "400 404"}},
    route{.method = "GET",
          .path = "/metrics",
          .handle = handlers::metrics,
          .summary = "[metrics](metrics.md) in Prometheus' text format, or OpenMetrics by `Accept`",
          .told = {.id = "metrics",
                   .tag = "observation",
                   .answers = "200 metrics text/plain, 200 open_metrics application/openmetrics-text",
                   .refusals = "503"}},
    route{.method = "GET",
          .path = "/dashboard",
          .is_form = true,
          .handle = handlers::way_to_dashboard,
          .summary = "leads to `/dashboard/`",
          .told = {.id = "way_to_dashboard", .tag = "observation", .answers = "301 Location"}},
    route{.method = "GET",
          .path = "/dashboard/",
          .is_form = true,
          .handle = handlers::dashboard,
          .summary = "[the page](../guide/dashboard.md)",
          .told = {.id = "dashboard", .tag = "observation", .answers = "200 page text/html ETag, 304 ETag"}},
    route{.method = "GET",
          .path = "/dashboard/style.css",
          .is_form = true,
          .handle = handlers::part_of_dashboard,
          .summary = "how it looks",
          .told = {.id = "dashboard_style", .tag = "observation", .answers = "200 style text/css ETag, 304 ETag"}},
    route{.method = "GET",
          .path = "/dashboard/icon.svg",
          .is_form = true,
          .handle = handlers::part_of_dashboard,
          .summary = "its icon",
          .told = {.id = "dashboard_icon", .tag = "observation", .answers = "200 icon image/svg+xml ETag, 304 ETag"}},
    route{.method = "GET",
          .path = "/dashboard/{part}",
          .is_form = true,
          .handle = handlers::part_of_dashboard,
          .summary = "its modules",
          .told = {.id = "dashboard_module",
                   .tag = "observation",
                   .answers = "200 script text/javascript ETag, 304 ETag",
                   .refusals = "404"}},
    route{.path = "/dashboard", .below = true, .summary = "404: kept for parts of the page"},
    route{.method = "GET",
          .path = "/healthz",
          .operational = true,
          .may = route::who::everybody,
          .handle = handlers::alive,
          .summary = "200 `ok`: the process lives",
          .told = {.id = "alive", .tag = "process", .answers = "200 alive text/plain"}},
    route{.method = "GET",
          .path = "/readyz",
          .operational = true,
          .may = route::who::everybody,
          .handle = handlers::ready,
          .summary = "200 `ready`; while it stops, 503 on a connection that is open and no new connections",
          .told = {.id = "ready", .tag = "process", .answers = "200 ready text/plain, 503 stopping text/plain"}},
    route{.method = "GET",
          .path = "/openapi.json",
          .operational = true,
          .handle = handlers::openapi,
          .summary = "all of these as an OpenAPI document, for programs",
          .told = {.id = "describe", .tag = "process", .answers = "200 openapi"}},
    route{.method = "GET",
          .path = "/loadex/v1/pools",
          .operational = true,
          .strict = true,
          .handle = handlers::pools,
          .summary = "the pools: `{\"pools\":[...]}`, each as below",
          .told = {.id = "list_pools", .tag = "pools", .answers = "200 pools"}},
    route{.method = "GET",
          .path = "/loadex/v1/pools/{pool}",
          .operational = true,
          .strict = true,
          .handle = handlers::one_pool,
          .summary = "name, algorithm, backends by state, requests in flight and queued, settings in force",
          .told = {.id = "show_pool", .tag = "pools", .answers = "200 pool", .refusals = "404 503"}},
    route{.method = "PATCH",
          .path = "/loadex/v1/pools/{pool}",
          .operational = true,
          .strict = true,
          .takes_body = true,
          .handle = handlers::change_pool,
          .summary = "changes `algorithm`; answers as GET",
          .told = {.id = "change_pool",
                   .tag = "pools",
                   .answers = "200 pool",
                   .refusals = "404 503",
                   .fields = handlers::pool_fields,
                   .example = R"({"algorithm":"leastconnection"})"}},
    route{.method = "GET",
          .path = "/loadex/v1/backends",
          .operational = true,
          .strict = true,
          .query = "state=healthy",
          .handle = handlers::all_backends,
          .summary = "the backends of all pools, `pool` in each row; all states or one",
          .told = {.id = "list_all_backends", .tag = "backends", .answers = "200 backends", .refusals = "503"}},
    route{.method = "GET",
          .path = "/loadex/v1/pools/{pool}/backends",
          .operational = true,
          .strict = true,
          .query = "state=healthy",
          .handle = handlers::backends,
          .summary = "those of one pool: `{\"backends\":[...]}`, each as below",
          .told = {.id = "list_backends", .tag = "backends", .answers = "200 backends", .refusals = "404 503"}},
    route{.method = "POST",
          .path = "/loadex/v1/pools/{pool}/backends",
          .operational = true,
          .strict = true,
          .takes_body = true,
          .handle = handlers::add_backend,
          .summary = "adds `url`, with `weight`, `backup`, `max_connections`, `health` as in the [file](settings.md): "
                     "201 with Location; 409 if it is there, or Loadex itself",
          .told = {.id = "add_backend",
                   .tag = "backends",
                   .answers = "201 backend Location",
                   .refusals = "404 409 503",
                   .fields = handlers::new_backend_fields,
                   .example = R"({"url":"http://127.0.0.1:8006","weight":2,"health":{"interval":"1s"}})"}},
    route{
        .method = "GET",
        .path = "/loadex/v1/pools/{pool}/backends/{id}",
        .operational = true,
        .strict = true,
        .handle = handlers::one_backend,
        .summary =
            "URL, who says how it is to be (`configuration` or `api`), state with since when and why, circuit, weight, "
            "limit (0: none), requests in flight and queued, ejections; requests and errors so far, percentiles of how "
            "long they took in the last 30 to 60 s",
        .told = {.id = "show_backend", .tag = "backends", .answers = "200 backend", .refusals = "404 503"}},
    route{.method = "PATCH",
          .path = "/loadex/v1/pools/{pool}/backends/{id}",
          .operational = true,
          .strict = true,
          .takes_body = true,
          .handle = handlers::change_backend,
          .summary = "changes `weight`; answers as GET",
          .told = {.id = "change_backend",
                   .tag = "backends",
                   .answers = "200 backend",
                   .refusals = "404 503",
                   .fields = handlers::backend_change_fields,
                   .example = R"({"weight":3})"}},
    route{.method = "DELETE",
          .path = "/loadex/v1/pools/{pool}/backends/{id}",
          .operational = true,
          .strict = true,
          .query = "deadline=30s&wait=true",
          .handle = handlers::remove_backend,
          .summary = "drains it, then removes it: 202; with `wait=true` 200 when that is done, with `requests_left` "
                     "that it still had",
          .told = {.id = "remove_backend",
                   .tag = "backends",
                   .answers = "200 emptied, 202 leaving",
                   .refusals = "404 409 503"}},
    route{.method = "POST",
          .path = "/loadex/v1/pools/{pool}/backends/{id}/drain",
          .operational = true,
          .strict = true,
          .query = "deadline=30s&wait=true",
          .handle = handlers::drain_backend,
          .summary = "likewise, but then it is disabled",
          .told = {.id = "drain_backend",
                   .tag = "backends",
                   .answers = "200 emptied, 202 leaving",
                   .refusals = "404 409 503"}},
    route{.method = "POST",
          .path = "/loadex/v1/pools/{pool}/backends/{id}/probe",
          .operational = true,
          .strict = true,
          .handle = handlers::probe_backend,
          .summary = "probes it now, and says what was found once that is known; it counts as any probe",
          .told = {.id = "probe_backend", .tag = "backends", .answers = "200 probe", .refusals = "404 503"}},
    route{.method = "POST",
          .path = "/loadex/v1/pools/{pool}/backends/{id}/disable",
          .operational = true,
          .strict = true,
          .handle = handlers::disable_backend,
          .summary = "no new request reaches it; answers as GET",
          .told = {.id = "disable_backend", .tag = "backends", .answers = "200 backend", .refusals = "404 503"}},
    route{.method = "POST",
          .path = "/loadex/v1/pools/{pool}/backends/{id}/enable",
          .operational = true,
          .strict = true,
          .handle = handlers::enable_backend,
          .summary = "puts it back into service, also while it drains or leaves; answers as GET",
          .told = {.id = "enable_backend", .tag = "backends", .answers = "200 backend", .refusals = "404 503"}},
    route{.method = "GET",
          .path = "/loadex/v1/config",
          .operational = true,
          .strict = true,
          .handle = handlers::configuration_in_force,
          .summary =
              "the configuration in force as a file, backends, weights and algorithms that were changed while it "
              "runs included; secrets as `***`; with an ETag, 304 for who has it by If-None-Match",
          .told = {.id = "configuration",
                   .tag = "configuration",
                   .answers = "200 text/plain configuration ETag, 304 ETag",
                   .refusals = "503"}},
    route{.method = "POST",
          .path = "/loadex/v1/config/plan",
          .operational = true,
          .strict = true,
          .only_tells = true,
          .takes_body = true,
          .body_type = "text/plain",
          .most_body = std::size_t{1} << 20,
          .handle = handlers::plan_configuration,
          .summary = "what the file in the body, of 1 MiB at most, would change: who joins, leaves and changes in each "
                     "pool, which share of the hash keys moves, what waits for a restart; 422 with all of its mistakes",
          .told = {.id = "plan_configuration",
                   .tag = "configuration",
                   .answers = "200 plan",
                   .refusals = "503",
                   .example = "backends=[{url=\"http://127.0.0.1:8001\", weight=2}]\n"}},
    route{.method = "POST",
          .path = "/loadex/v1/config/save",
          .operational = true,
          .strict = true,
          .handle = handlers::save_configuration,
          .summary =
              "writes what was changed while it runs into the [file](settings.md#what-was-saved), and tells what "
              "cannot stand there; by If-Match: 428 without, 412 if something else is in force by now; 409 if the "
              "file cannot be written, or has been changed since it was read",
          .told = {.id = "save_configuration",
                   .tag = "configuration",
                   .answers = "200 saved",
                   .refusals = "409 412 428 503"}},
    route{.method = "GET",
          .path = "/loadex/v1/reload",
          .operational = true,
          .strict = true,
          .handle = handlers::reload_state,
          .summary = "which configuration holds since when, and how the latest reload has ended",
          .told = {.id = "reload_state", .tag = "configuration", .answers = "200 reload"}},
    route{.method = "POST",
          .path = "/loadex/v1/reload",
          .operational = true,
          .strict = true,
          .handle = handlers::reload_configuration,
          .summary =
              "has the file read again, as SIGHUP does, and waits until it holds; 422 with all of its mistakes, 409 "
              "without a file, 412 as for a save if there is an If-Match",
          .told = {.id = "reload", .tag = "configuration", .answers = "200 adopted", .refusals = "409 412 503"}},
    route{.method = "POST",
          .path = "/loadex/v1/upgrade",
          .operational = true,
          .strict = true,
          .handle = handlers::upgrade,
          .summary = "starts the program anew and has that process take over, as SIGUSR2 does, and waits until it has; "
                     "409 without `[global] handover`, 502 if it came to nothing",
          .told = {.id = "upgrade", .tag = "process", .answers = "200 upgraded", .refusals = "409 502 503"}},
    route{.method = "GET",
          .path = "/loadex/v1/pools/{pool}/explain",
          .operational = true,
          .strict = true,
          .query = "client=10.1.2.3&method=GET&path=/a&host=example.org&header=NAME:VALUE&cookie=NAME=VALUE",
          .handle = handlers::explain,
          .summary = "who would get such a request now, and why each other one not; whether that is `certain`, which "
                     "listeners and routes take it",
          .told = {.id = "explain_choice", .tag = "pools", .answers = "200 explanation", .refusals = "404 503"}},
    route{.method = "GET",
          .path = "/loadex/v1/listeners",
          .operational = true,
          .strict = true,
          .handle = handlers::listeners,
          .summary = "where clients connect, requests so far, connections that are open",
          .told = {.id = "list_listeners", .tag = "traffic", .answers = "200 listeners", .refusals = "503"}},
    route{.method = "GET",
          .path = "/loadex/v1/routes",
          .operational = true,
          .strict = true,
          .handle = handlers::routes,
          .summary = "what each takes, what becomes of it, and its `hits`, which a reload does not end while a route "
                     "takes the same; what none takes stands last of its listener",
          .told = {.id = "list_routes", .tag = "traffic", .answers = "200 routes", .refusals = "503"}},
    route{.method = "GET",
          .path = "/loadex/v1/events",
          .operational = true,
          .strict = true,
          .query = "after=17&pool=NAME",
          .handle = handlers::events,
          .summary =
              "up to 1,000 of those after that one, of the 10,000 that are kept, and how many were `missed`; with "
              "`Accept: text/event-stream` each as it happens, behind `Last-Event-ID`, to 16 clients at a time",
          .told = {.id = "list_events",
                   .tag = "events",
                   .answers = "200 events, 200 event_stream text/event-stream",
                   .refusals = "503"}},
    route{.method = "GET",
          .path = "/loadex/v1/stats",
          .operational = true,
          .strict = true,
          .query = "seconds=60&pool=NAME&backends=true",
          .handle = handlers::stats,
          .summary = "requests, errors by reason, requests in flight and percentiles, exact to 6.25 %, of each of the "
                     "last seconds, 900 at most; of each backend, too, in longer steps if there are more than 1,250",
          .told = {.id = "show_traffic", .tag = "traffic", .answers = "200 traffic", .refusals = "404 503"}},
    route{.method = "GET",
          .path = "/loadex/v1/live",
          .operational = true,
          .strict = true,
          .handle = handlers::live,
          .summary =
              "Server-Sent Events for the page: `begin` has all pools and backends, `second` what has changed in "
              "the last one, with its events and traffic",
          .told = {.id = "follow_live", .tag = "traffic", .answers = "200 live text/event-stream", .refusals = "503"}},
    route{.path = "/loadex/v1", .below = true, .operational = true, .strict = true, .summary = "404: kept for later"},
};

static_assert(std::ranges::all_of(table,
                                  [](const route& row) {
                                    const auto& told = row.told;
                                    return row.method.empty() || // a handler is no constant under sanitizers
                                           (!told.id.empty() && !told.tag.empty() && !told.answers.empty() &&
                                            row.takes_body == !told.example.empty());
                                  }),
              "a row that answers is described for /openapi.json");

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
