#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/faulty_backend.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/metrics_after.hpp"
#include "tests/support/e2e/scripted_backend.hpp"
#include "tests/support/e2e/traffic.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace loadex::tests::e2e;

namespace {

/// A series of that backend of the pool `main`.
double of(const exposition& page, const std::string& family, const std::string& backend) {
  const auto found = page.series().find(family + "{" + label("backend", backend) + ",pool=\"main\"}");
  return found == page.series().end() ? -1 : found->second;
}

} // namespace

TEST_CASE_METHOD(fixture, "the metrics tell a backend's connections, the bytes on them and how long it took") {
  const std::string body(100'000, 'x');
  scripted_backend backend([&](conversation& c) {
    c.read_body();
    c.answer(200, body);
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .workers = 1});
  http_client client(balancer.port());
  for (int i = 0; i < 4; ++i)
    CHECK(client.ask("POST", "/", {}, std::string(10'000, 'y')).body == body);

  const auto page = metrics_after(balancer, 4);
  CHECK(of(page, "golb_backend_connections_opened_total", backend.url()) == 1);
  CHECK(of(page, "golb_backend_connect_duration_seconds_count", backend.url()) == 1);
  CHECK(of(page, "golb_backend_connections_reused_total", backend.url()) == 3);
  CHECK(of(page, "golb_backend_connections_idle", backend.url()) == 1);
  CHECK(of(page, "golb_backend_first_byte_duration_seconds_count", backend.url()) == 4);
  CHECK(of(page, "golb_backend_duration_seconds_count", backend.url()) == 4);
  CHECK(of(page, "golb_backend_duration_seconds_sum", backend.url()) ==
        page.sum("golb_request_duration_seconds_sum", {label("backend", backend.url())}));
  const auto received = of(page, "golb_backend_received_bytes_total", backend.url());
  CHECK(received > 400'000);
  CHECK(received < 402'000);
  const auto sent = of(page, "golb_backend_sent_bytes_total", backend.url());
  CHECK(sent > 40'000);
  CHECK(sent < 42'000);
}

TEST_CASE_METHOD(fixture, "the metrics tell a backend that thinks from one that is far away") {
  auto& slow = start_backend({"--delay", "150ms"});
  auto& balancer = start_balancer({.backends = {slow.url()}});
  CHECK(http_client(balancer.port()).get("/").status == 200);

  const auto page = metrics_after(balancer, 1);
  CHECK(of(page, "golb_backend_first_byte_duration_seconds_sum", slow.url()) >= 0.15);
  CHECK(of(page, "golb_backend_connect_duration_seconds_sum", slow.url()) > 0);
  CHECK(of(page, "golb_backend_connect_duration_seconds_sum", slow.url()) < 0.15);
  const auto bucket = [&](const char* bound) {
    return page.sum("golb_backend_first_byte_duration_seconds_bucket", {label("le", bound)});
  };
  CHECK(bucket("0.134217728") == 0);
  CHECK(bucket("+Inf") == 1);
}

TEST_CASE_METHOD(fixture, "the metrics tell at whom attempts failed that were repeated, and what is left for more") {
  auto& balancer =
      start_balancer({.backends = start_backends(2), .workers = 1, .settings = {{"health.interval", "1h"}}});
  const auto dead = backends().front().url();
  backends().front().kill();
  http_client client(balancer.port());
  for (int i = 0; i < 2; ++i)
    CHECK(client.get("/").status == 200);

  const auto page = metrics_after(balancer, 2);
  CHECK(of(page, "golb_backend_retries_total", dead) == page.sum("golb_retries_total"));
  CHECK(of(page, "golb_backend_retries_total", dead) >= 1);
  CHECK(of(page, "golb_backend_retries_total", backends().back().url()) == 0);
  CHECK(eventually([&] { return balancer.metrics().sum("golb_retry_budget_tokens", {label("pool", "main")}) >= 2; }));
}

TEST_CASE_METHOD(fixture, "the metrics tell how a backend's circuit is, and what is due to whom meanwhile") {
  faulty_backend patient;
  const auto sound = start_backend().url();
  auto& balancer = start_balancer({.backends = {patient.url(), sound},
                                   .algorithm = "weightedroundrobin",
                                   .settings = {{"circuit.outages", "1"}, {"circuit.ejection", "300s"}}});
  const auto circuit = [&](const exposition& page, const char* state) {
    return page.sum("golb_backend_circuit", {label("backend", patient.url()), label("state", state)});
  };
  const auto before = balancer.metrics();
  CHECK(circuit(before, "closed") == 1);
  CHECK(of(before, "golb_backend_share", patient.url()) == 0.5);
  traffic clients(balancer.port(), {.clients = 2});
  patient.behave(conduct::resets, conduct::answers);
  CHECK(eventually([&] { return circuit(balancer.metrics(), "open") == 1; }));
  const auto page = balancer.metrics();
  CHECK(circuit(page, "closed") == 0);
  CHECK(circuit(page, "half-open") == 0);
  CHECK(of(page, "golb_backend_share", patient.url()) == 0);
  CHECK(of(page, "golb_backend_share", sound) == 1);
  CHECK(of(page, "golb_backend_weight", patient.url()) == 1);
  CHECK(clients.stop().failures.empty());
}

TEST_CASE_METHOD(fixture, "the metrics tell the weight in force, and what is due by it") {
  auto& balancer = start_balancer({.backends = start_backends(2), .algorithm = "weightedroundrobin"});
  api operating(balancer.port());
  CHECK(operating.ask("PATCH", "/pools/main/backends/1", R"({"weight":3})").status == 200);
  const auto heavy = backends().front().url();
  CHECK(eventually([&] { return of(balancer.metrics(), "golb_backend_weight", heavy) == 3; }));
  const auto page = balancer.metrics();
  CHECK(of(page, "golb_backend_share", heavy) == 0.75);
  CHECK(of(page, "golb_backend_share", backends().back().url()) == 0.25);
}

TEST_CASE_METHOD(fixture, "the metrics tell what comes to each listener and route, also where a route has no name") {
  const auto backend = start_backend().url();
  auto& balancer = start_balancer_by(R"(
[listeners]
site={port=0, address=["127.0.0.1"], admin=true,
  routes=[{name="shop", path="/shop", pool="web"}, {path="/old", redirect="https://a.example/"},
          {name="shop", path="/store", pool="web"}], pool="web"}
bare={port=0, address=["127.0.0.1"], routes=[{path="/only", pool="web"}]}
[pools]
web={backends=[{url=")" + backend + R"("}]}
)");
  const auto site = balancer.port_of("site");
  const auto bare = balancer.port_of("bare");
  http_client at_site(site);
  for (const auto* path : {"/shop", "/store", "/old", "/", "/else", "/rest"})
    at_site.get(path);
  http_client at_bare(bare);
  CHECK(at_bare.get("/only").status == 200);
  CHECK(at_bare.get("/").status == 404);

  const auto page = balancer.metrics();
  const auto hits = [&](const char* listener, const char* route) {
    return page.series().at("golb_route_hits_total{" + label("listener", listener) + "," + label("route", route) + "}");
  };
  CHECK(hits("site", "shop") == 2);
  CHECK(hits("site", "2") == 1);
  CHECK(hits("site", "otherwise") == 3);
  CHECK(hits("bare", "1") == 1);
  CHECK(page.series().at("golb_listener_unrouted_total{listener=\"site\"}") == 0);
  CHECK(page.series().at("golb_listener_unrouted_total{listener=\"bare\"}") == 1);
  CHECK(page.series().at("golb_listener_requests_total{listener=\"bare\"}") == 2);
  CHECK(page.series().at("golb_listener_connections{listener=\"site\"}") >= 2); // the scrape's own
}

TEST_CASE_METHOD(fixture, "the metrics tell how long probes take") {
  const auto& backend = start_backend();
  auto& balancer = start_balancer({.backends = {backend.url()}});
  CHECK(eventually([&] {
    const auto page = balancer.metrics();
    return of(page, "golb_health_check_duration_seconds_count", backend.url()) >= 3 &&
           of(page, "golb_health_check_duration_seconds_sum", backend.url()) > 0;
  }));
}

TEST_CASE_METHOD(fixture, "a backend that is removed has no series any more, and counts on when it comes back") {
  auto& balancer = start_balancer({.backends = start_backends(2), .workers = 1});
  CHECK(traffic(balancer.port(), {.clients = 1, .requests = 10}).finish().failures.empty());
  metrics_after(balancer, 10);
  const auto gone = backends().front().url();
  const auto series = [&] {
    const auto page = balancer.metrics();
    std::size_t count = 0;
    for (const auto& [name, value] : page.series())
      count += name.find(gone) != std::string::npos;
    return count;
  };
  CHECK(series() > 20);

  api operating(balancer.port());
  CHECK(operating.ask("DELETE", "/pools/main/backends/1?wait=true").status == 200);
  CHECK(eventually([&] { return series() == 0; }));
  CHECK(operating.ask("POST", "/pools/main/backends", R"({"url":")" + gone + "\"}").status == 201);
  CHECK(eventually([&] { return balancer.metrics().sum("golb_requests_total", {label("backend", gone)}) == 5; }));
}

TEST_CASE_METHOD(fixture, "a pool, a listener and a route that a reload takes away have no series any more") {
  const auto backend = start_backend().url();
  const auto text = [&](const std::string& more_routes, const std::string& more_listeners,
                        const std::string& more_pools) {
    return "[listeners]\nsite={port=0, address=[\"127.0.0.1\"], admin=true, routes=[" + more_routes +
           "], pool=\"web\"}\n" + more_listeners + "[pools]\nweb={backends=[{url=\"" + backend + "\"}]}\n" + more_pools;
  };
  auto& balancer = start_balancer_by(text(R"({name="gone", path="/gone", pool="old"})",
                                          "extra={port=0, address=[\"127.0.0.1\"], pool=\"old\"}\n",
                                          "old={backends=[{url=\"" + backend + "\"}]}\n"));
  const auto site = balancer.port_of("site");
  CHECK(http_client(site).get("/gone").status == 200);
  CHECK(http_client(balancer.port_of("extra")).get("/").status == 200);
  const auto series = [&](const std::string& of) {
    const exposition page(http_client(site).get("/metrics").body);
    std::size_t count = 0;
    for (const auto& [name, value] : page.series())
      count += name.find(of) != std::string::npos;
    return count;
  };
  const auto pool = label("pool", "old");
  const auto listener = label("listener", "extra");
  const auto route = label("route", "gone");
  CHECK(eventually([&] { return series("golb_route_requests_total") == 1; }));
  CHECK(series(pool) > 10);
  CHECK(series(listener) > 0);
  CHECK(series(route) == 2);

  balancer.reload(text("", "", ""));
  CHECK(eventually([&] { return series(pool) + series(listener) + series(route) == 0; }));
  CHECK(series(label("backend", backend)) > 10);
}

TEST_CASE_METHOD(fixture,
                 "who prefers OpenMetrics gets it, with a request of each bucket, everybody else the text format") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  CHECK(http_client(balancer.port()).get("/", {{"X-Request-Id", "mine-17"}}).status == 200);
  metrics_after(balancer, 1);
  http_client client(balancer.port());
  const std::string open = "application/openmetrics-text; version=1.0.0; charset=utf-8";
  const std::string classic = "text/plain; version=0.0.4; charset=utf-8";

  for (const auto* accept : {"application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;"
                             "q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
                             "application/openmetrics-text"}) {
    CAPTURE(accept);
    const auto page = client.get("/metrics", {{"Accept", accept}});
    CHECK(page.value("Content-Type") == open);
    CHECK(page.body.ends_with("\n# EOF\n"));
    CHECK(page.body.find("# TYPE golb_requests counter\n") != std::string::npos);
    CHECK(page.body.find(" # {request_id=\"mine-17\"} 0.") != std::string::npos);
  }
  for (const auto* accept : {"*/*", "text/plain", "text/plain, application/openmetrics-text;q=0.9",
                             "application/openmetrics-text;version=2.0.0, */*;q=0.1"}) {
    CAPTURE(accept);
    const auto page = client.get("/metrics", {{"Accept", accept}});
    CHECK(page.value("Content-Type") == classic);
    CHECK(page.body.find("# TYPE golb_requests_total counter\n") != std::string::npos);
    CHECK(page.body.find("mine-17") == std::string::npos);
  }
  CHECK(client.get("/metrics").value("Content-Type") == classic);
}

TEST_CASE_METHOD(fixture, "a page of many backends comes in pieces, whole, while others are answered") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  const auto port = ":" + std::to_string(backends().front().port());
  http_client admin(balancer.port());
  constexpr int more = 250;
  for (int i = 2; i < 2 + more; ++i) // the whole of 127.0.0.0/8 is this machine
    REQUIRE(admin.ask("POST", "/api/add?url=http://127.0.0." + std::to_string(i) + port).status == 200);
  REQUIRE(eventually([&] { return balancer.metrics().sum("golb_backend_up") == 1 + more; }));
  CHECK(traffic(balancer.port(), {.clients = 4, .requests = 1'000}).finish().failures.empty());

  const auto page = http_client(balancer.port()).get("/metrics", {{"Accept", "application/openmetrics-text"}});
  CHECK(page.value("Transfer-Encoding") == "chunked");
  CHECK(page.body.size() > 1'000'000);
  CHECK(page.body.ends_with("\n# EOF\n"));
  const exposition classic(http_client(balancer.port()).get("/metrics").body);
  CHECK(classic.sum("golb_backend_duration_seconds_count") == 1'000);
  CHECK(classic.sum("golb_build_info") == 1);
  http_client head(balancer.port());
  CHECK(head.ask("HEAD", "/metrics").body.empty());
}
